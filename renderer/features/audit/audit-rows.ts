import type { AuditEntry } from '../../../shared/contract/enforcement.ts';
import { formatDay } from '../../ui/format-time.ts';

/** A row of the audit: a day with its count, or an entry with how many like it follow it and are folded into it. */
export type AuditRow =
  | { kind: 'day'; key: string; day: string; count: number }
  | { kind: 'entry'; key: string; entry: AuditEntry; folded: number };

/** Equal automatic acts that follow each other are one row with a count, from so many on. */
const foldFrom = 3;

/** Entries, newest first, by day; runs of equal automatic acts folded unless `unfolded` holds the number of the first of a run. */
export function listAuditRows(entries: readonly AuditEntry[], unfolded: ReadonlySet<number>): AuditRow[] {
  const rows: AuditRow[] = [];
  let head = null as Extract<AuditRow, { kind: 'day' }> | null;
  for (let index = 0; index < entries.length;) {
    const entry = entries[index];
    if (entry === undefined) break;
    const day = formatDay(entry.at);
    if (head?.day !== day) {
      head = { kind: 'day', key: `day ${day} ${String(entry.number)}`, day, count: 0 };
      rows.push(head);
    }
    let run = 1;
    while (isAlike(entry, entries[index + run]) && formatDay(entries[index + run]?.at ?? 0) === day) run += 1;
    const folds = run >= foldFrom && !unfolded.has(entry.number);
    const taken = folds ? run : 1;
    rows.push({ kind: 'entry', key: String(entry.number), entry, folded: taken - 1 });
    head.count += taken;
    index += taken;
  }
  return rows;
}

function isAlike(one: AuditEntry, other: AuditEntry | undefined): boolean {
  return (
    other !== undefined &&
    one.automatic &&
    other.automatic &&
    one.what === other.what &&
    one.about === other.about &&
    one.result === other.result &&
    one.who === other.who
  );
}
