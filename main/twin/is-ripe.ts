import type { ConformalRing } from './conformal-ring.ts';
import type { TwinSettings } from './twin-settings.ts';

/** Bits by which means may differ whatever their ratio. */
const CLOSE = 0.3;

/**
 * Whether a channel has learned enough for its windows to be judged: enough of them, over long enough, and what they cost
 * has settled: the newest quarter is no more surprising than the quarter before, give or take.
 */
export function isRipe(
  learned: { ring: ConformalRing; begun: number },
  settings: Pick<TwinSettings, 'ripeWindows' | 'ripeSpan' | 'ripeChange'>,
  now: number,
): boolean {
  const { ring, begun } = learned;
  if (ring.size < settings.ripeWindows || begun === 0 || now - begun < settings.ripeSpan) return false;
  const bits = ring.toPairs().map(([, mean]) => mean);
  const quarter = Math.floor(bits.length / 4);
  const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const newest = meanOf(bits.slice(-quarter));
  const before = meanOf(bits.slice(-2 * quarter, -quarter));
  return Math.abs(newest - before) <= Math.max(CLOSE, settings.ripeChange * before);
}
