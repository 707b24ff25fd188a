import type { NabProfile } from './nab-profile.ts';

/** One series of the benchmark. */
export interface NabSeries {
  /** Folder and file, as upstream names it: `realAWSCloudwatch/ec2_….csv`. */
  name: string;
  /** Milliseconds since the Unix epoch, one a row. */
  times: Float64Array;
  values: Float64Array;
  /** Labelled windows as first and last row, both included, in order. */
  windows: { first: number; last: number }[];
}

/** What an alarm on each row would be worth. Independent of any detector. */
export interface WeighedRows {
  /** Worth of an alarm on the row, weighted by the profile. */
  worth: Float64Array;
  /** Window the row lies in, {@link OUTSIDE} or {@link PROBATION}. */
  window: Int32Array;
  /** Windows that have at least one row after probation. */
  windows: number;
}

/** Row in no window: an alarm here is false. */
export const OUTSIDE = -1;
/** Row within the first 15 % of its series (750 rows at most): not scored. */
export const PROBATION = -2;

/** NAB's sigmoid: 1 far left of a window's end, −1 far right of it. */
function scaledSigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

/** Rows not scored: 15 % of a series, and of 5,000 at most. */
export function probationRows(rows: number): number {
  return Math.min(Math.floor(0.15 * rows), 750);
}

/**
 * Weighs each row of a series by the rules of NAB 1.1 (nab/sweeper.py): within a window by how early, past one by how
 * far from its end relative to its width, before any −1.
 */
export function weighRows(series: NabSeries, profile: NabProfile): WeighedRows {
  const rows = series.values.length;
  const worth = new Float64Array(rows);
  const window = new Int32Array(rows).fill(OUTSIDE);
  const earliest = scaledSigmoid(-1);
  let next = 0;
  let current = -1;
  let before = -1;
  for (let row = 0; row < rows; row += 1) {
    if (current < 0 && series.windows[next]?.first === row) {
      current = next;
      next += 1;
    }
    const inside = series.windows[current];
    if (inside) {
      const width = inside.last - inside.first + 1;
      worth[row] = (scaledSigmoid(-(inside.last - row + 1) / width) * profile.truePositive) / earliest;
      window[row] = current;
      if (row === inside.last) {
        before = current;
        current = -1;
      }
    } else {
      const past = series.windows[before];
      const score = past ? scaledSigmoid((row - past.last) / (past.last - past.first)) : -1;
      worth[row] = score * profile.falsePositive;
    }
  }
  window.fill(PROBATION, 0, probationRows(rows));
  return { worth, window, windows: new Set(window.filter((id) => id >= 0)).size };
}
