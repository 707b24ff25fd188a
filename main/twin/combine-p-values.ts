/** Least p-value that is told apart, and the greatest: one of 1 says nothing against the others, so it may not outweigh them. */
const LEAST = 1e-6;
const GREATEST = 0.95;

/**
 * One p-value of several by the Cauchy combination (Liu and Xie, JASA 2020): the mean of tan(π(½ − p)) is Cauchy again
 * where they are independent, whatever their number, and nearly so in the tail where they hang together, as the
 * channels of one VM do.
 * @returns 0 to 1; 1 for none
 */
export function combinePValues(pValues: readonly number[]): number {
  if (pValues.length === 0) return 1;
  if (pValues.length === 1) return pValues[0] ?? 1;
  let sum = 0;
  for (const p of pValues) sum += Math.tan(Math.PI * (0.5 - Math.min(GREATEST, Math.max(LEAST, p))));
  return 0.5 - Math.atan(sum / pValues.length) / Math.PI;
}
