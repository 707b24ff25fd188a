import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../models/seeded-random.ts';
import { compareLikeness } from './lifelike.ts';

const random = seededRandom(12);
const below = (limit: number): number => Math.floor(random() * limit);
const routines = [
  [1, 2, 3, 4],
  [1, 2, 5, 5, 6],
  [7, 8],
  [7, 9, 10, 11, 12, 13],
  [14, 14, 14, 2, 3],
];

/** A session of some threads; each runs routines of a service until it ends. */
function session(): Uint16Array[] {
  return Array.from({ length: 30 }, () =>
    Uint16Array.from(Array.from({ length: 3 + below(30) }, () => routines[below(routines.length)] ?? []).flat()),
  );
}
const sessions = (count: number): Uint16Array[][] => Array.from({ length: count }, session);

describe('compareLikeness', () => {
  it('finds a sampled stream within the band of real ones, made of what they are made of', () => {
    const { band, surprise, known, single } = compareLikeness(sessions(6), [sessions(6), sessions(6)], 5);
    const [low, middle, high] = band;
    expect(low).toBeLessThanOrEqual(middle);
    // As far from the band as it is wide: a dozen sessions say only roughly where it ends.
    expect(surprise).toBeGreaterThan(low - (high - low));
    expect(surprise).toBeLessThan(high + (high - low));
    expect(known).toBeGreaterThan(0.99);
    expect(single.surprise).toBeGreaterThan(2 * high);
    expect(single.known).toBeLessThan(0.5);
  });

  it('finds that what another service does is not like it', () => {
    const other = sessions(6).map((runs) => runs.map((run) => run.map((call) => (call * 5) % 16)));
    const { band, surprise, known } = compareLikeness(other, [sessions(6), sessions(6)], 5);
    expect(surprise).toBeGreaterThan(2 * band[2]);
    expect(known).toBeLessThan(0.5);
  });
});
