import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Repertoire } from './repertoire.ts';

const alphabet = 100;
const traces = fc.array(fc.array(fc.nat(alphabet - 1), { maxLength: 20 }), { minLength: 1, maxLength: 12 });

function learn(from: readonly number[][], most?: number): Repertoire {
  const repertoire = new Repertoire(alphabet, most);
  for (const trace of from) repertoire.learn(trace);
  return repertoire;
}

describe('Repertoire', () => {
  it('tells the Jaccard distance to the nearest set', () => {
    fc.assert(
      fc.property(traces, fc.array(fc.nat(alphabet - 1), { minLength: 1, maxLength: 20 }), (from, trace) => {
        const own = new Set(trace);
        const nearest = Math.min(
          ...from.map((other) => {
            const set = new Set(other);
            const shared = [...own].filter((token) => set.has(token)).length;
            return 1 - shared / (own.size + set.size - shared);
          }),
        );
        expect(learn(from).distance(trace)).toBeCloseTo(nearest, 12);
      }),
    );
  });

  it('knows what it learned whatever the order and number of events, and nothing when it is new', () => {
    const repertoire = learn([[1, 2, 3]]);
    expect(repertoire.distance([3, 3, 2, 1, 1])).toBe(0);
    expect(repertoire.distance([4])).toBe(1);
    expect(learn([]).distance([1])).toBe(1);
  });

  it('lets go of the longest unseen', () => {
    const repertoire = learn([[1], [2], [1], [3]], 2);
    expect(repertoire.size).toBe(2);
    expect([1, 2, 3].map((token) => repertoire.distance([token]))).toEqual([0, 1, 0]);
  });

  it('reads what it wrote, and refuses or reads what it did not', () => {
    fc.assert(
      fc.property(traces, fc.uint8Array({ maxLength: 30 }), (from, noise) => {
        const repertoire = learn(from);
        expect(Repertoire.fromBytes(repertoire.toBytes(), alphabet).toBytes()).toEqual(repertoire.toBytes());
        try {
          expect(Repertoire.fromBytes(noise, alphabet, 5).size).toBeLessThanOrEqual(5);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });

  it('merges to the sets of both', () => {
    fc.assert(
      fc.property(traces, traces, fc.array(fc.nat(alphabet - 1), { maxLength: 9 }), (left, right, trace) => {
        const merged = learn(left);
        merged.merge(learn(right));
        expect(merged.distance(trace)).toBe(learn([...left, ...right]).distance(trace));
      }),
    );
    expect(() => new Repertoire(10).merge(new Repertoire(100))).toThrow(RangeError);
  });
});
