import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextSort } from './table-column.ts';
import { moveRow, partAt, partOf, rowsPerPart } from './table-parts.ts';

describe('parts of a very long list', () => {
  it('is one part up to 900,000 rows', () => {
    expect(partAt(0, 900_000)).toEqual({ index: 0, first: 0, length: 900_000, parts: 1 });
    expect(partAt(0, 900_001).parts).toBe(2);
    expect(partAt(0, 0)).toEqual({ index: 0, first: 0, length: 0, parts: 1 });
  });
  it('reaches every row, the last one too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, share) => {
          const row = Math.min(count - 1, Math.floor(share * count));
          for (const wanted of [row, count - 1]) {
            const part = partAt(partOf(wanted), count);
            expect(wanted).toBeGreaterThanOrEqual(part.first);
            expect(wanted).toBeLessThan(part.first + part.length);
            expect(part.length).toBeLessThanOrEqual(rowsPerPart);
          }
        },
      ),
    );
  });
  it('keeps a part number that rows no longer fill inside', () => {
    expect(partAt(7, 1_000_000).index).toBe(1);
    expect(partAt(-1, 10).index).toBe(0);
  });
});

describe('keys of a list', () => {
  it.each([
    ['j', -1, 0],
    ['J', 3, 4],
    ['ArrowDown', 9, 9],
    ['k', 0, 0],
    ['ArrowUp', 5, 4],
    ['PageDown', 0, 5],
    ['PageUp', 3, 0],
    ['Home', 7, 0],
    ['End', 0, 9],
    ['x', 3, null],
  ])('%s from %d leads to %s', (key, from, to) => expect(moveRow(key, from, 10, 5)).toBe(to));
  it('leads nowhere in an empty list', () => expect(moveRow('j', 0, 0, 5)).toBeNull());
});

describe('sort by a click on a heading', () => {
  const column = { key: 'risk', title: 'Risk', width: '1fr', sort: 'risk', descendingFirst: true, render: () => null };
  it('begins in the direction of the column and turns on the second click', () => {
    expect(nextSort(column, undefined)).toEqual({ key: 'risk', descending: true });
    expect(nextSort(column, { key: 'risk', descending: true })).toEqual({ key: 'risk', descending: false });
    expect(nextSort(column, { key: 'name', descending: false })).toEqual({ key: 'risk', descending: true });
  });
  it('does nothing on a column that does not sort', () => {
    expect(nextSort({ key: 'time', title: 'Time', width: '1fr', render: () => null }, undefined)).toBeNull();
  });
});
