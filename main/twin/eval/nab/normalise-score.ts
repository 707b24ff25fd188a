import type { NabProfile } from './nab-profile.ts';

/**
 * A raw score as NAB tells it: 0 for a detector that never speaks, 100 for one that alarms on the first row of each
 * window and nowhere else.
 */
export function normaliseScore(raw: number, windows: number, profile: NabProfile): number {
  const silent = -profile.falseNegative * windows;
  const perfect = profile.truePositive * windows;
  return (100 * (raw - silent)) / (perfect - silent);
}
