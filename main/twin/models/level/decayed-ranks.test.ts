import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { DecayedRanks } from './decayed-ranks.ts';

/** The definition itself: weights of those at least as large, to the bin, over all weights. */
function rankPlainly(values: readonly number[], decay: number): number {
  const bin = (value: number): number => Math.floor(Math.log2(value + 1e-9) * 8);
  const newest = values.length - 1;
  let above = 0;
  let all = 0;
  values.forEach((value, index) => {
    const weight = decay ** (newest - index);
    all += weight;
    if (bin(value) >= bin(values[newest] ?? 0) || index === newest) above += weight;
  });
  return -Math.log10(above / all);
}

test('a rank is the share of the faded past that is at least as large', () => {
  const value = fc.double({ min: 0.01, max: 500, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), fc.constantFrom(1, 0.99, 0.5), (values, decay) => {
      const ranks = new DecayedRanks(decay);
      values.forEach((one, index) => {
        expect(ranks.rank(one)).toBeCloseTo(rankPlainly(values.slice(0, index + 1), decay), 9);
      });
    }),
  );
});

test('among exchangeable quantities a p-value is as rare as it says', () => {
  const random = seededRandom(7);
  const ranks = new DecayedRanks(1);
  const told = Array.from({ length: 20_000 }, () => ranks.rank(-Math.log(1 - random())));
  for (const p of [0.2, 0.05, 0.01]) {
    const share = told.filter((bits) => bits >= -Math.log10(p)).length / told.length;
    expect(share, `p ≤ ${p}`).toBeLessThanOrEqual(p * 1.25);
    expect(share, `p ≤ ${p}`).toBeGreaterThan(p * 0.5);
  }
});

test('the weight of the newest grows without end and overflows nothing', () => {
  const ranks = new DecayedRanks(0.5);
  for (let step = 0; step < 3000; step += 1) expect(ranks.rank(1 + (step % 3))).toBeLessThan(20);
  expect(ranks.rank(900)).toBeCloseTo(Math.log10(2), 2);
});
