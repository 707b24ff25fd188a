import { useEffect, useRef, useState } from 'react';
import { draftStorage, type KeptDraft, keepDraft, readDraft } from './kept-draft.ts';

/** A text that is being written. */
export interface PolicyDraft {
  text: string;
  /** The text as it is this moment, also where it was not drawn yet. */
  read: () => string;
  /** Version it was made of, null for a policy that is new. */
  base: number | null;
  /** When it was last typed at, microseconds; null where it is as it was saved. */
  changedAt: number | null;
  write: (text: string) => void;
  /** Keeps it now, also where nothing was typed yet, for another screen to read. */
  keep: () => void;
  /** Takes a saved text in place of the draft. */
  take: (text: string, base: number) => void;
  /** Goes on with the draft on top of another version. */
  rebase: (base: number) => void;
}

/**
 * The draft of a policy: kept while it differs from what is saved, so that a window that breaks down brings it back; `key` says which it
 * is. `saved` is its newest version, null for a new policy.
 */
export function usePolicyDraft(
  key: string,
  saved: { text: string; version: number } | null,
  begin: string,
): PolicyDraft {
  const [draft, show] = useState<KeptDraft>(
    () => readDraft(draftStorage(), key) ?? { text: saved?.text ?? begin, base: saved?.version ?? null, at: 0 },
  );
  const latest = useRef(draft);
  const setDraft = (next: KeptDraft): void => {
    latest.current = next;
    show(next);
  };
  const kept = saved?.text ?? '';
  useEffect(() => {
    // What is written within a moment is kept at once: half a sentence is worth more than none.
    const same = draft.base === (saved?.version ?? null) && draft.text === kept;
    keepDraft(draftStorage(), key, draft.at === 0 || same ? null : draft);
  }, [draft, key, kept, saved?.version]);
  const changed = draft.text !== kept;
  return {
    text: draft.text,
    base: draft.base,
    changedAt: changed && draft.at > 0 ? draft.at * 1000 : changed && saved === null ? 0 : null,
    read: () => latest.current.text,
    write: (text) => {
      if (latest.current.text !== text) setDraft({ ...latest.current, text, at: Date.now() });
    },
    keep: () => {
      if (changed) keepDraft(draftStorage(), key, { ...draft, at: Math.max(draft.at, 1) });
    },
    take: (text, base) => {
      // At once: the page may be left with the next thing that happens.
      keepDraft(draftStorage(), key, null);
      setDraft({ text, base, at: 0 });
    },
    rebase: (base) => setDraft({ ...latest.current, base, at: Date.now() }),
  };
}
