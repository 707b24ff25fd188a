import { useEffect, useState } from 'react';
import type { HostCheck } from '../../../shared/contract/host.ts';
import { useClient } from '../../data/engine-context.tsx';
import { type QuestionOf, tellFailure } from '../../data/queries.ts';
import { type HostDraft, toHostQuestion } from './host-draft.ts';

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

/** Tests a host 400 ms after its form was last changed; `round` tests the same once more. Nothing is written to it. */
export function useHostTest(draft: HostDraft, round: number): HostTest {
  const client = useClient();
  // As text, so that a form that asks the same is the same question.
  const question = JSON.stringify(toHostQuestion({ ...draft, name: '' }));
  const asked = draft.uri.trim();
  const turn = `${String(round)} ${question}`;
  const [told, setTold] = useState<{ turn: string; test: HostTest } | null>(null);
  useEffect(() => {
    if (asked === '') return undefined;
    const stop = new AbortController();
    const tell = (test: HostTest): void => setTold({ turn, test });
    let last: readonly HostCheck[] = [];
    const timer = setTimeout(() => {
      tell({ state: 'running', checks: [], failure: '' });
      client.follow(
        'host.test',
        JSON.parse(question) as QuestionOf<'host.add'>,
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
  }, [asked, client, question, turn]);
  if (asked === '') return idle;
  return told?.turn === turn ? told.test : { state: 'waiting', checks: [], failure: '' };
}
