/** A draft that was not saved yet: it outlives the window it was written in. */
export interface KeptDraft {
  text: string;
  /** Version it was made of, null for a policy that is new. */
  base: number | null;
  /** When it was last typed at, milliseconds since the epoch. */
  at: number;
}

/** As much of the browser's storage as this needs. */
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const prefix = 'mien.policy-draft.';

/** The draft kept under a name; null where there is none, or none that can be read. */
export function readDraft(store: Store | null, name: string): KeptDraft | null {
  try {
    const kept: unknown = JSON.parse(store?.getItem(prefix + name) ?? 'null');
    return isDraft(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps a draft, or drops it where it is null. Where storage is off or full nothing is kept, and typing goes on. */
export function keepDraft(store: Store | null, name: string, draft: KeptDraft | null): void {
  try {
    if (draft === null) store?.removeItem(prefix + name);
    else store?.setItem(prefix + name, JSON.stringify(draft));
  } catch {
    // The page says "not saved" all the while.
  }
}

/** Names under which drafts are kept, sorted. */
export function listDrafts(store: Store | null): string[] {
  try {
    const keys = Array.from({ length: store?.length ?? 0 }, (_, index) => store?.key(index) ?? '');
    return keys
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
      .filter((name) => readDraft(store, name) !== null)
      .sort();
  } catch {
    return [];
  }
}

function isDraft(value: unknown): value is KeptDraft {
  if (typeof value !== 'object' || value === null) return false;
  const draft = value as Partial<Record<keyof KeptDraft, unknown>>;
  return (
    typeof draft.text === 'string' &&
    typeof draft.at === 'number' &&
    (draft.base === null || typeof draft.base === 'number')
  );
}

/** Where drafts are kept; null where the browser lets nothing be kept. */
export function draftStorage(): Store | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
