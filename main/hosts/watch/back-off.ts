/** First wait, milliseconds. */
const SHORTEST = 250;

/**
 * Milliseconds to wait before a try: doubled each time up to the longest, and shortened by up to half at random, so that
 * many consoles do not come back at the same moment.
 * @param attempt tries that failed so far, from 1
 * @param random 0 up to 1
 */
export function backOff(attempt: number, longest: number, random: number): number {
  const wait = Math.min(longest, SHORTEST * 2 ** Math.min(attempt - 1, 30));
  return wait * (1 - random / 2);
}
