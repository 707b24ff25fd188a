import type { Embedding } from './embed-points.ts';

/** Rows that stand for all: those near one count as it does. */
export interface Gathering {
  /** Rows that stand for others, ascending. */
  leaders: readonly number[];
  /** How many rows each stands for, itself included. */
  weights: readonly number[];
  /** For each row, the place of its leader. */
  leaderOf: Int32Array;
}

/** Nearer than this two VMs are alike beyond doubt: a persona's members lie several times as far apart. */
const NEAR = 0.04;
const WIDER = 1.5;

/** Joins each row, in order, to the nearest leader within a radius, or lets it lead itself; null where too many would lead. */
function gatherWithin(
  rows: readonly number[],
  radius: number,
  most: number,
  distance: Embedding['distance'],
): { leaders: number[]; places: Int32Array } | null {
  const leaders: number[] = [];
  const places = new Int32Array(rows.length);
  for (const [index, row] of rows.entries()) {
    let nearest = -1;
    let least = radius;
    for (const [place, leader] of leaders.entries()) {
      const far = distance(leader, row);
      if (far > least || (far === least && nearest >= 0)) continue;
      nearest = place;
      least = far;
      if (far === 0) break;
    }
    if (nearest < 0) {
      if (leaders.length === most) return null;
      nearest = leaders.length;
      leaders.push(row);
    }
    places[index] = nearest;
  }
  return { leaders, places };
}

/** Gathers rows that lie near one another, so that a tree is built of a bounded number; too many are gathered within a wider radius. */
export function gatherAlike({ size, distance }: Embedding, most = 256): Gathering {
  const rows = Array.from({ length: size }, (_, row) => row);
  let radius = NEAR;
  let gathered = gatherWithin(rows, radius, most, distance);
  while (gathered === null) {
    radius *= WIDER;
    // No two rows are farther apart than 1.
    gathered = gatherWithin(rows, radius, most, distance);
  }
  const { leaders, places } = gathered;
  const weights = leaders.map(() => 0);
  for (const place of places) weights[place] = (weights[place] ?? 0) + 1;
  return { leaders, weights, leaderOf: places };
}
