import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, splitBytes } from './format-bytes.ts';
import { formatCount, formatShortCount } from './format-count.ts';
import { formatScore, formatWeight } from './format-score.ts';
import { formatShare } from './format-share.ts';
import { formatSpan } from './format-span.ts';
import { thin } from './thin-space.ts';

const plain = (text: string): string => text.replaceAll(thin, ' ');

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [74, '74 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [41_200, '41.2 kB'],
    [99_940, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [1_400_000, '1.4 MB'],
    [1.9e9, '1.9 GB'],
    [9.9e18, '9900 PB'],
  ])('%d is %s', (bytes, text) => expect(plain(formatBytes(bytes))).toBe(text));
  it('never shows four figures below the largest unit', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (bytes) => {
        const [figure, unit] = splitBytes(bytes);
        expect(figure.replace('.', '').length).toBeLessThanOrEqual(unit === 'PB' ? 5 : 3);
      }),
    );
  });
});

describe('counts', () => {
  it.each([
    [4812, '4,812'],
    [99_999, '99,999'],
    [100_000, '100 k'],
    [999_400, '999 k'],
    [999_600, '1.0 M'],
    [1_900_000, '1.9 M'],
    [2_400_000_000, '2.4 G'],
  ])('%d is %s in little room', (count, text) => expect(plain(formatShortCount(count))).toBe(text));
  it('keeps every digit where there is room', () => expect(formatCount(41_822_007)).toBe('41,822,007'));
});

describe('scores', () => {
  it.each([
    [0.834, '0.83'],
    [0, '0.00'],
    [null, '—'],
  ])('%s is %s', (score, text) => expect(formatScore(score)).toBe(text));
  it.each([
    [0.29, '+0.29'],
    [-0.03, '\u22120.03'],
    [-0.001, '0.00'],
  ])('a weight of %d is %s', (weight, text) => expect(formatWeight(weight)).toBe(text));
});

describe('shares', () => {
  it.each([
    [0.62, '62 %'],
    [1, '100 %'],
    [0.9998, '99.98 %'],
    [0.999999, '99.99 %'],
    [0.0002, '0.02 %'],
    [0.000001, '< 0.01 %'],
    [0, '0 %'],
  ])('%d is %s', (share, text) => expect(plain(formatShare(share))).toBe(text));
  it('says 100 % of nothing less than all', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (share) => {
        expect(plain(formatShare(share))).not.toBe('100 %');
      }),
    );
  });
});

describe('spans', () => {
  it.each([
    [40, '40 µs'],
    [412_000, '412 ms'],
    [4_100_000, '4.1 s'],
    [60e6, '60 s'],
    [21 * 60e6, '21 min'],
    [3 * 3600e6, '3 h'],
    [41 * 86_400e6, '41 d'],
    [56 * 365.25 * 86_400e6, '56 y'],
    [-5, '0 µs'],
  ])('%d is %s', (span, text) => expect(plain(formatSpan(span))).toBe(text));
});
