import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../models/seeded-random.ts';
import { MINED_ROWS, plantMiner } from './plant-miner.ts';

test('what is planted lies in the second half, lasts two hours and never leaves the VM’s own range', () => {
  const values = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 100, maxLength: 300 });
  fc.assert(
    fc.property(values, fc.constantFrom(0.25, 1), fc.nat(999), (used, share, seed) => {
      const before = { vm: 'a', times: used.map((_, row) => row * 300_000), values: used };
      const { trace, onset } = plantMiner(before, share, seededRandom(seed));
      const most = Math.max(...used);
      expect(onset).toBeGreaterThanOrEqual(Math.floor(used.length / 2));
      expect(onset + MINED_ROWS).toBeLessThanOrEqual(used.length);
      trace.values.forEach((value, row) => {
        const mined = row >= onset && row < onset + MINED_ROWS;
        expect(value).toBe(mined ? Math.min(most, (used[row] ?? 0) + share * most) : used[row]);
      });
    }),
  );
});
