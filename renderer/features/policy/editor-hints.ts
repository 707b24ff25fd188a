/** A word that may stand where the cursor is. */
export interface Suggestion {
  label: string;
  /** What it means, in a few words. */
  detail: string;
  /** What is written, where that is more than the label. */
  apply?: string | undefined;
}

/** What the language knows of a place in a text. Offsets count UTF-16 units from 0. */
export interface EditorHints {
  /** What may be written at `offset`, in place of what stands from `from` to there; null where nothing is known. */
  complete: (text: string, offset: number) => { from: number; options: readonly Suggestion[] } | null;
  /** What the word at `offset` means; null where nothing is known. */
  describe: (text: string, offset: number) => { from: number; to: number; title: string; text: string } | null;
}

/** Where nothing is typed nothing is suggested. */
export const noHints: EditorHints = { complete: () => null, describe: () => null };
