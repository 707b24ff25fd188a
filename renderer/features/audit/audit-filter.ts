import type { AuditEntry } from '../../../shared/contract/enforcement.ts';

/** What an audit is narrowed to: words anywhere in an entry, and values of its columns; an empty list asks for nothing. */
export interface AuditFilter {
  find: string;
  who: readonly string[];
  what: readonly string[];
  result: readonly string[];
}

/** Kinds of acts, by the words that entries begin with. */
const kinds = [
  [
    'changes on hosts',
    /^(change|policy apply|kept|reverted|failed|went back|rules |resources |isolation|vm\.|host\.enforce)/iu,
  ],
  ['automation', /^(automation|suggest)/iu],
  ['policies', /^policy\./iu],
  ['incidents, notes', /^(incident|suppress|note|alert)/iu],
  ['feeds', /^(feed|intel)/iu],
  ['twins, declarations', /^(twin|subject|paths)/iu],
  ['settings, hosts', /^(settings?|threshold|network|host|persona|console)/iu],
] as const;

/** Kind of an act; `other` where it is none that is known. */
export function kindOf({ what }: Pick<AuditEntry, 'what'>): string {
  return kinds.find(([, pattern]) => pattern.test(what))?.[0] ?? 'other';
}

/** Who did it, as the list names them: automation is `Mien, by a rule`. */
export function whoOf({ who, automatic }: Pick<AuditEntry, 'who' | 'automatic'>): string {
  return automatic ? 'Mien, by a rule' : who;
}

/** Whether an entry is one that is asked for. */
export function matchesAudit(entry: AuditEntry, filter: AuditFilter): boolean {
  const asked = (values: readonly string[], value: string): boolean => values.length === 0 || values.includes(value);
  if (!asked(filter.who, whoOf(entry)) || !asked(filter.what, kindOf(entry)) || !asked(filter.result, entry.result))
    return false;
  const text =
    `${String(entry.number)} ${entry.who} ${entry.what} ${entry.about} ${entry.why} ${entry.result} ${entry.hash}`.toLowerCase();
  return filter.find
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word));
}

/** Values of a column with how many entries have each, the most first. */
export function countValues(
  entries: readonly AuditEntry[],
  valueOf: (entry: AuditEntry) => string,
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const entry of entries) counts.set(valueOf(entry), (counts.get(valueOf(entry)) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
