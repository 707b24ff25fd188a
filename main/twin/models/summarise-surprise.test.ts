import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summariseSurprise } from './summarise-surprise.ts';

describe('summariseSurprise', () => {
  it.each([
    { bits: [], span: 3, wanted: { mean: 0, clipped: 0, worst: 0, worstAt: 0 } },
    { bits: [2, 4], span: 3, wanted: { mean: 3, clipped: 3, worst: 3, worstAt: 0 } },
    { bits: [0, 0, 12, 8, 0], span: 2, wanted: { mean: 4, clipped: 3.2, worst: 10, worstAt: 2 } },
  ])('sums up $bits', ({ bits, span, wanted }) => {
    const summary = summariseSurprise(Float32Array.from(bits), span);
    for (const [key, value] of Object.entries(wanted)) {
      expect(summary[key as keyof typeof wanted]).toBeCloseTo(value, 6);
    }
  });

  it('finds the worst stretch where it is', () => {
    const events = fc.array(fc.nat(20), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 50 }), (bits, span) => {
        const length = Math.min(span, bits.length);
        const stretches = Array.from({ length: bits.length - length + 1 }, (_, at) =>
          bits.slice(at, at + length).reduce((sum, one) => sum + one / length, 0),
        );
        const { worst, worstAt, mean, clipped } = summariseSurprise(Float32Array.from(bits), span);
        expect(worst).toBeCloseTo(Math.max(...stretches), 6);
        expect(stretches[worstAt]).toBeCloseTo(worst, 6);
        expect(worst).toBeGreaterThanOrEqual(mean - 1e-6);
        expect(clipped).toBeLessThanOrEqual(Math.min(8, mean) + 1e-6);
      }),
    );
  });
});
