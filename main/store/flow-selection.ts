import { toAddressValue } from './address-value.ts';
import type { Condition } from './filter-sql.ts';

/** Which flows a list speaks of. */
export interface FlowSelection {
  condition: Condition;
  /** Addresses of a subject: flows it takes part in. */
  addresses?: readonly string[] | undefined;
  /** Only flows the subject started (`src`) or answered (`dst`). */
  side?: 'src' | 'dst' | undefined;
  window?: { from: number; to: number } | undefined;
  ids?: readonly number[] | undefined;
}

/** Joins a selection into one condition. */
export function toSelectionCondition(selection: FlowSelection): Condition {
  const sql = [selection.condition.sql];
  const values = [...selection.condition.values];
  if (selection.addresses) {
    const own = selection.addresses.map(toAddressValue);
    const marks = own.map(() => '?').join(',');
    if (selection.side) {
      sql.push(`${selection.side} IN (${marks})`);
      values.push(...own);
    } else {
      sql.push(`(src IN (${marks}) OR dst IN (${marks}))`);
      values.push(...own, ...own);
    }
  }
  if (selection.window) {
    sql.push('start < ? AND finish >= ?');
    values.push(selection.window.to, selection.window.from);
  }
  if (selection.ids) {
    sql.push('flow.id IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(selection.ids));
  }
  return { sql: sql.join(' AND '), values };
}
