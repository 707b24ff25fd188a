import { useEffect, useState } from 'react';
import { type AnswerOf, useEngineQuery } from '../../data/queries.ts';
import { checkYaml } from './check-yaml.ts';

/** Which of the two files is edited. */
export type SettingsFile = 'thresholds' | 'personas';

/** What a draft would do, and what is wrong with it. */
export interface DraftJudgement {
  problems: { line: number; message: string }[];
  preview: AnswerOf<'settings.preview'> | undefined;
  /** The figures belong to an earlier draft and are being counted anew. */
  recounting: boolean;
  error: Error | null;
}

/** How long typing must rest before a draft is judged, milliseconds. */
const rest = 400;

/** Judges a draft on an open session once typing rests; the last figures stay until the new ones are there. */
export function useDraft(file: SettingsFile, draft: string, kept: string, session: string | null): DraftJudgement {
  const [settled, setSettled] = useState(draft);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(draft), rest);
    return () => clearTimeout(timer);
  }, [draft]);
  const unread = checkYaml(draft);
  const changed = settled !== kept;
  const asked = useEngineQuery(
    'settings.preview',
    { session: session ?? '', [file]: settled },
    { enabled: session !== null && changed && unread.length === 0, keep: true },
  );
  const answered = asked.data !== undefined && !asked.isPlaceholderData && settled === draft;
  const told = changed && answered ? asked.data.problems : [];
  return {
    problems: unread.length > 0 ? unread : told,
    preview: changed ? asked.data : undefined,
    recounting: changed && session !== null && unread.length === 0 && !answered && asked.error === null,
    error: changed ? asked.error : null,
  };
}
