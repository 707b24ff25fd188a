import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConformalRing } from './conformal-ring.ts';
import { seededRandom } from './models/seeded-random.ts';

const scores = fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { maxLength: 300 });

describe('p-values', () => {
  test('are ranks among what is kept: 1 for an empty ring, never under 1 in its size and one', () => {
    fc.assert(
      fc.property(scores, fc.float({ noNaN: true, min: -1e6, max: 1e6 }), (kept, asked) => {
        const ring = new ConformalRing(64);
        for (const score of kept) ring.put(score, 0);
        const newest = kept.slice(-64).map(Math.fround);
        const above = newest.filter((score) => score >= Math.fround(asked)).length;
        expect(ring.size).toBe(newest.length);
        expect(ring.pValue(asked)).toBeCloseTo((1 + above) / (1 + newest.length), 12);
      }),
    );
  });

  test('are uniform where the order of windows does not matter', () => {
    const random = seededRandom(7);
    const ring = new ConformalRing(200);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let window = 0; window < 20_000; window++) {
      // Any distribution will do: this one has a long tail.
      const score = 1 / (0.01 + random());
      const p = ring.pValue(score);
      ring.put(score, 0);
      if (window >= 200) tenths[Math.min(9, Math.floor(p * 10))]! += 1;
    }
    for (const count of tenths) expect(count / 19_800).toBeCloseTo(0.1, 1);
  });

  test('what was expelled counts no more, and gives its place to the next in turn', () => {
    const ring = new ConformalRing(4);
    const [first, second] = [ring.put(10, 1), ring.put(11, 1)];
    ring.expel(first);
    ring.expel(first);
    expect(ring.size).toBe(1);
    expect(ring.pValue(10)).toBe(1);
    for (let more = 0; more < 6; more++) ring.put(1, 1);
    // Its number is another's by now.
    ring.expel(second);
    expect(ring.size).toBe(4);
    expect(ring.pValue(2)).toBe(1 / 5);
  });

  test('goes on from what it was written as', () => {
    fc.assert(
      fc.property(scores, (kept) => {
        const ring = new ConformalRing(64);
        for (const score of kept) ring.put(score, score / 2);
        const other = new ConformalRing(64);
        other.restore(ring.toPairs());
        expect(other.toPairs()).toEqual(ring.toPairs());
        expect(other.pValue(0)).toBe(ring.pValue(0));
      }),
    );
  });
});
