import { useEffect, useState } from 'react';
import type { PolicyPreview } from '../../../shared/contract/policy-preview.ts';
import { useClient } from '../../data/engine-context.tsx';
import type { By, Shown } from './preview-words.ts';

/** A preview as it stands. */
export interface PreviewState {
  preview: PolicyPreview | null;
  /** The figures are of an earlier draft, or still being counted. */
  recounting: boolean;
  error: Error | null;
}

/** How long typing must rest before a draft is judged, milliseconds. */
const rest = 150;

/** How often a draft is judged anew on flows that go on coming, milliseconds. */
const again = 15_000;

/**
 * Judges a draft on a session's stored flows once typing rests, and again and again where more flows come (`live`); the last figures stay until
 * new ones are there.
 */
export function usePreview(session: string | null, text: string, by: By, show: Shown, live: boolean): PreviewState {
  const client = useClient();
  const settled = useSettled(text);
  const [state, setState] = useState<Omit<PreviewState, 'recounting'> & { key: string; done: boolean }>({
    key: '',
    preview: null,
    error: null,
    done: false,
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!live) return undefined;
    const timer = setInterval(() => setRound((before) => before + 1), again);
    return () => clearInterval(timer);
  }, [live]);
  const key = [session, by, show, round, settled].join(' ');
  useEffect(() => {
    if (session === null || settled === '') return undefined;
    const stop = new AbortController();
    client.follow(
      'policy.preview',
      { session, text: settled, by, show },
      (preview) => setState({ key, preview, error: null, done: preview.progress >= 1 }),
      {
        signal: stop.signal,
        onEnd: (error) => {
          if (!stop.signal.aborted) setState((before) => ({ ...before, key, error, done: true }));
        },
      },
    );
    return () => stop.abort();
  }, [client, session, settled, by, show, key]);
  const counted = state.key === key && state.done;
  return {
    preview: session === null ? null : state.preview,
    error: state.error,
    recounting: session !== null && text !== '' && (settled !== text || !counted),
  };
}

/** A text once nothing was typed at it for a while. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), rest);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
