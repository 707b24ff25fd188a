import { useEffect, useState } from 'react';
import type { HostCheck } from '../../../shared/contract/host.ts';
import { useClient } from '../../data/engine-context.tsx';
import { tellFailure } from '../../data/queries.ts';
import type { HostDraft } from './host-draft.ts';

/** Milliseconds after the last key before a URI is tested. */
const quiet = 400;

/** How the test of a URI goes. */
export interface HostTest {
  /** `idle`: nothing to test; `waiting`: the analyst still writes. */
  state: 'idle' | 'waiting' | 'running' | 'done' | 'failed';
  checks: readonly HostCheck[];
  /** Why no test ran, '' where one did. */
  failure: string;
}

const idle: HostTest = { state: 'idle', checks: [], failure: '' };

/** Tests a host 400 ms after its URI was last changed; `round` tests the same once more. Nothing is written to it. */
export function useHostTest(draft: HostDraft, round: number): HostTest {
  const client = useClient();
  const { uri, capture, capturePrefix } = draft;
  const asked = uri.trim();
  const question = JSON.stringify([asked, capture, capturePrefix, round]);
  const [told, setTold] = useState<{ question: string; test: HostTest } | null>(null);
  useEffect(() => {
    if (asked === '') return undefined;
    const stop = new AbortController();
    const tell = (test: HostTest): void => setTold({ question, test });
    let last: readonly HostCheck[] = [];
    const timer = setTimeout(() => {
      tell({ state: 'running', checks: [], failure: '' });
      client.follow(
        'host.test',
        { uri: asked, capture, capturePrefix: splitWords(capturePrefix) },
        ({ checks, done }) => {
          last = checks;
          tell({ state: done ? 'done' : 'running', checks, failure: '' });
        },
        {
          signal: stop.signal,
          onEnd: (error) => {
            if (error === null) tell({ state: 'done', checks: last, failure: '' });
            else tell({ state: 'failed', checks: last, failure: tellFailure(error) });
          },
        },
      );
    }, quiet);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asked, capture, capturePrefix, client, question]);
  if (asked === '') return idle;
  return told?.question === question ? told.test : { state: 'waiting', checks: [], failure: '' };
}

/** Words of a command as they stand between blanks. */
export function splitWords(text: string): string[] {
  return text.split(/\s+/u).filter(Boolean);
}
