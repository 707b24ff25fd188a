/** Share of windows that are looked at again: those with a p-value of at most this. */
export const RESCORED_SHARE = 0.05;

/**
 * Orders the most anomalous anew by what the network says of them, and leaves all others as they are: none changes sides.
 * @param score of a window, higher more anomalous
 * @param threshold above which a window is looked at again
 * @param again mean surprise under the network, bits an event; asked only where it is looked at
 */
export function rescore(score: number, threshold: number, again: () => number): number {
  return score > threshold ? threshold + again() : score;
}
