/** How well scores tell attacks from normal ones. */
export interface Ranking {
  /** Probability that an attack scores above a normal one, ties half: area under the ROC curve (Mann-Whitney). */
  auc: number;
  /** Share of attacks found at a share of false alarms of at most 5 % and 1 %. */
  foundAt5: number;
  foundAt1: number;
}

/** Ranks scores; higher means more anomalous. Both lists hold at least one. */
export function rankScores(normal: ArrayLike<number>, attacks: ArrayLike<number>): Ranking {
  const quiet = Float64Array.from(normal).toSorted();
  const loud = Float64Array.from(attacks).toSorted();
  let wins = 0;
  let below = 0;
  let upTo = 0;
  for (const score of loud) {
    while (below < quiet.length && (quiet[below] ?? 0) < score) below += 1;
    while (upTo < quiet.length && (quiet[upTo] ?? 0) <= score) upTo += 1;
    wins += (below + upTo) / 2;
  }
  return {
    auc: wins / (quiet.length * loud.length),
    foundAt5: foundAt(quiet, loud, 0.05),
    foundAt1: foundAt(quiet, loud, 0.01),
  };
}

/** Share of attacks strictly above the lowest threshold which at most `share` of the normal ones exceed. Both sorted. */
function foundAt(quiet: Float64Array, loud: Float64Array, share: number): number {
  const threshold = quiet[quiet.length - 1 - Math.floor(share * quiet.length + 1e-9)] ?? -Infinity;
  let missed = 0;
  while (missed < loud.length && (loud[missed] ?? 0) <= threshold) missed += 1;
  return (loud.length - missed) / loud.length;
}
