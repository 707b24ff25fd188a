import { describe, expect, it } from 'vitest';
import { makeRow } from '../../data/make-row.test-support.ts';
import { findRise, knowRisks } from './find-rise.ts';

const rise = (before: [string, number | null][], after: [string, number | null][]): string => {
  const rows = (risks: [string, number | null][]): ReturnType<typeof makeRow>[] =>
    risks.map(([id, risk]) => makeRow({ id, name: id, risk }));
  return findRise(knowRisks(rows(before)), rows(after));
};

describe('a rise worth a word', () => {
  it.each([
    ['into a worse band', [['web', 0.3]], [['web', 0.83]], 'web rose to 0.83, high'],
    ['from not scored', [['web', null]], [['web', 0.5]], 'web rose to 0.50, elevated'],
    ['within a band is none', [['web', 0.72]], [['web', 0.88]], ''],
    ['down is none', [['web', 0.8]], [['web', 0.5]], ''],
    ['to low is none', [['web', null]], [['web', 0.1]], ''],
    ['of a VM that just came is none', [], [['web', 0.9]], ''],
    [
      'of several names the worst',
      [
        ['a', 0.1],
        ['b', 0.1],
      ],
      [
        ['a', 0.5],
        ['b', 0.95],
      ],
      'b rose to 0.95, critical, and 1 more',
    ],
  ] satisfies [string, [string, number | null][], [string, number | null][], string][])(
    '%s',
    (_name, before, after, words) => expect(rise(before, after)).toBe(words),
  );
});
