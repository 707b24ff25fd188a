import type { AnswerOf } from './queries.ts';

type Rows = AnswerOf<'subject.list'>;

/**
 * Rows told anew, each the very row that was there where nothing in it changed, so that what shows it is not drawn
 * again. Does for a thousand rows twice a second what the cache does for any answer, without a copy of each.
 */
export function shareRows(before: Rows | undefined, after: Rows): Rows {
  if (before === undefined) return after;
  const known = new Map(before.rows.map((row) => [row.id, row]));
  let isSame = before.rows.length === after.rows.length;
  const rows = after.rows.map((row, index) => {
    const old = known.get(row.id);
    const kept = old !== undefined && isEqual(old, row) ? old : row;
    isSame &&= kept === before.rows[index];
    return kept;
  });
  return isSame ? before : { ...after, rows };
}

/** True where two values of JSON say the same. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((value, at) => isEqual(value, other[at]));
  }
  if (Array.isArray(other)) return false;
  const left = one as Record<string, unknown>;
  const right = other as Record<string, unknown>;
  for (const key in left) if (!Object.hasOwn(right, key) || !isEqual(left[key], right[key])) return false;
  for (const key in right) if (!Object.hasOwn(left, key)) return false;
  return true;
}
