import { useEffect, useState } from 'react';
import type { DraftJudgement } from '../../../shared/contract/settings.ts';
import { useClient } from '../../data/engine-context.tsx';
import { checkYaml } from './check-yaml.ts';

/** Which of the two files is edited. */
export type SettingsFile = 'thresholds' | 'personas';

type Difference = NonNullable<DraftJudgement['difference']>;

/** What a draft would do, and what is wrong with it. */
export interface DraftState {
  problems: DraftJudgement['problems'];
  /** The last that was counted: of this draft, or of an earlier one while this is judged. */
  difference: Difference | null;
  /** Share that is judged, null where nothing is being judged. */
  share: number | null;
  /** An analyst stopped it. */
  isStopped: boolean;
  error: Error | null;
  stop: () => void;
  again: () => void;
}

/** How long typing must rest before a draft is judged, milliseconds. */
const rest = 400;

interface Told {
  turn: string;
  judgement: DraftJudgement | null;
  state: 'judging' | 'done' | 'stopped';
  error: Error | null;
}

/** Judges a draft on an open session once typing rests; the last figures stay until the new ones are there. */
export function useDraft(file: SettingsFile, draft: string, kept: string, session: string | null): DraftState {
  const client = useClient();
  const [told, setTold] = useState<Told | null>(null);
  const [difference, setDifference] = useState<Difference | null>(null);
  const [round, setRound] = useState(0);
  const [stopped, setStopped] = useState('');
  const unread = checkYaml(draft);
  const changed = draft !== kept;
  const turn = `${round} ${session ?? ''} ${draft}`;
  const asks = changed && session !== null && unread.length === 0 && stopped !== turn;
  useEffect(() => {
    if (!asks) return undefined;
    const end = new AbortController();
    const timer = setTimeout(() => {
      client.follow(
        'settings.judge',
        { session, [file]: draft },
        (judgement) => {
          setTold({ turn, judgement, state: 'judging', error: null });
          if (judgement.difference !== null) setDifference(judgement.difference);
        },
        {
          signal: end.signal,
          onEnd: (error) =>
            setTold((last) => ({ turn, judgement: last?.turn === turn ? last.judgement : null, state: 'done', error })),
        },
      );
    }, rest);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [asks, client, draft, file, session, turn]);
  const now = told?.turn === turn ? told : null;
  const isJudging = asks && now?.state !== 'done';
  return {
    problems: unread.length > 0 ? unread : (now?.judgement?.problems ?? []),
    difference: changed ? difference : null,
    share: isJudging ? (now?.judgement?.share ?? 0) : null,
    isStopped: changed && stopped === turn,
    error: changed ? (now?.error ?? null) : null,
    stop: () => setStopped(turn),
    again: () => setRound(round + 1),
  };
}
