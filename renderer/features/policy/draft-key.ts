import { newPolicy, type PolicySearch } from './policy-search.ts';

const origins = ['template', 'traffic', 'cut'] as const;
type Origin = Partial<Pick<PolicySearch, (typeof origins)[number]>>;

/** Key under which the draft of a policy is kept: its name; for one that is new, what it was begun from as well, so that none takes another's place. */
export function keyOfDraft(name: string, search: Origin): string {
  if (name !== newPolicy) return name;
  const words = new URLSearchParams();
  for (const origin of origins) if (search[origin] !== undefined) words.set(origin, search[origin]);
  return `${newPolicy}?${words.toString()}`;
}

/** Where a draft is gone on with, by its key. */
export function placeOfDraft(key: string): { name: string; search: Origin } {
  if (!key.startsWith(`${newPolicy}?`)) return { name: key, search: {} };
  const words = new URLSearchParams(key.slice(newPolicy.length + 1));
  const search: Origin = {};
  for (const origin of origins) {
    const word = words.get(origin);
    if (word !== null) search[origin] = word;
  }
  return { name: newPolicy, search };
}

/** Whether a key is that of a policy that was not saved yet. */
export function isNewDraft(key: string): boolean {
  return key.startsWith(newPolicy);
}
