import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTick, placeTicks } from './axis-ticks.ts';

const at = (iso: string): number => Date.parse(iso) * 1000;

describe('ticks of a time axis', () => {
  it('stand at round times', () => {
    const { ticks, step } = placeTicks(at('2026-11-19T13:02:00Z'), at('2026-11-19T14:02:00Z'), 7);
    expect(ticks.map((tick) => formatTick(tick, step))).toEqual(['13:10', '13:20', '13:30', '13:40', '13:50', '14:00']);
  });
  it('are few on any axis, from a millisecond to centuries', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 4e15, noNaN: true }),
        fc.double({ min: 100, max: 4e15, noNaN: true }),
        (from, length) => {
          const { ticks, step } = placeTicks(from, from + length, 8);
          expect(ticks.length).toBeLessThanOrEqual(9);
          for (const tick of ticks) expect(formatTick(tick, step)).not.toContain('NaN');
        },
      ),
    );
  });
  it('are none on an axis without length', () => expect(placeTicks(5, 5, 8).ticks).toEqual([]));
});
