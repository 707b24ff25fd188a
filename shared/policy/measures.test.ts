import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compares, readComparison, readDuration, readRate, readSize } from './measures.ts';

describe('measures', () => {
  test.each([
    ['50 MB', 50e6],
    ['256 MiB', 268_435_456],
    ['1.5kB', 1500],
    ['7 B', 7],
    ['50', null],
    ['50 mb', null],
    ['-1 MB', null],
    ['1e9 B', null],
  ])('size %s', (text, bytes) => {
    expect(readSize(text)).toBe(bytes);
  });
  test.each([
    ['10 Mbit/s', 1.25e6],
    ['1 MB/s', 1e6],
    ['8 bit / s', 1],
    ['10 Mbit', null],
    ['10/s', null],
    ['constructor/s', null],
  ])('rate %s', (text, rate) => {
    expect(readRate(text)).toBe(rate);
  });
  test.each([
    ['30 s', 30_000],
    ['1.5 h', 5_400_000],
    ['2 days', 172_800_000],
    ['10', null],
    ['3 weeks', null],
    ['1 toString', null],
  ])('duration %s', (text, span) => {
    expect(readDuration(text)).toBe(span);
  });
  test.each([
    ['> 0.5', { op: '>', value: 0.5 }],
    ['<=.25', { op: '<=', value: 0.25 }],
    ['0.5', null],
    ['=> 0.5', null],
    ['> -1', null],
    ['> 1e3', null],
  ])('comparison %s', (text, comparison) => {
    expect(readComparison(text)).toEqual(comparison);
  });

  test('nothing compares with what is not known, and each comparison is its opposite turned round', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (one, other) => {
          expect(compares(one, { op: '<', value: other })).toBe(!compares(one, { op: '>=', value: other }));
          expect(compares(one, { op: '>', value: other })).toBe(!compares(one, { op: '<=', value: other }));
          for (const op of ['<', '<=', '>', '>='] as const) expect(compares(null, { op, value: other })).toBe(false);
        },
      ),
    );
  });
});
