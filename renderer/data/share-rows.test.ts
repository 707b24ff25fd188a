import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRow } from './make-row.test-support.ts';
import { isEqual, shareRows } from './share-rows.ts';

describe('shareRows', () => {
  const before = { rows: [makeRow({ id: 'a' }), makeRow({ id: 'b' })] };
  it('keeps the answer itself where nothing changed', () => {
    expect(shareRows(before, structuredClone(before))).toBe(before);
  });
  it('keeps each row that says the same, and takes the one that changed', () => {
    const after = structuredClone(before);
    after.rows[1] = makeRow({ id: 'b', flows: 1234 });
    const shared = shareRows(before, after);
    expect(shared).toEqual(after);
    expect(shared.rows[0]).toBe(before.rows[0]);
    expect(shared.rows[1]).toBe(after.rows[1]);
  });
  it('follows rows that come in another order, are new or are gone', () => {
    const after = { rows: [makeRow({ id: 'c' }), ...structuredClone(before.rows).toReversed()] };
    const shared = shareRows(before, after);
    expect(shared.rows.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect(shared.rows[2]).toBe(before.rows[0]);
    expect(shareRows(before, { rows: [] }).rows).toEqual([]);
  });
});

describe('isEqual', () => {
  it('holds for a copy, and for nothing that reads otherwise as JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(isEqual(one, structuredClone(one))).toBe(true);
        expect(isEqual(one, other)).toBe(isEqual(other, one));
        if (isEqual(one, other)) expect(other).toEqual(one);
      }),
    );
  });
  it.each([
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [[1], { 0: 1 }],
    [[], {}],
    [null, {}],
    [[1, 2], [1]],
    [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
  ])('tells %j from %j', (one, other) => {
    expect(isEqual(one, other)).toBe(false);
    expect(isEqual(other, one)).toBe(false);
  });
});
