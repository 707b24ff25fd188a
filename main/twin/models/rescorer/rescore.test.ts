import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rescore } from './rescore.ts';

test('only windows above the threshold are looked at, stay above it, and are ordered by the network', () => {
  const positive = fc.double({ min: 1e-3, max: 30, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(positive, positive)), positive, (windows, threshold) => {
      let asked = 0;
      const told = windows.map(([score, bits]) => rescore(score, threshold, () => (asked++, bits)));
      expect(asked).toBe(windows.filter(([score]) => score > threshold).length);
      told.forEach((after, at) => {
        const [score, bits] = windows[at] ?? [0, 0];
        if (score > threshold) expect(after - threshold).toBeCloseTo(bits, 9);
        else expect(after).toBe(score);
        expect(after > threshold).toBe(score > threshold);
      });
    }),
  );
});
