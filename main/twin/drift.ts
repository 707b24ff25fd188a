/** Shares of words, by word. */
export type Shares = Readonly<Record<string, number>>;

/** Shares of what was counted. */
export function toShares(counts: Iterable<readonly [string, number]>): Shares {
  const all = [...counts];
  const sum = all.reduce((total, [, count]) => total + count, 0);
  return Object.fromEntries(all.filter(([, count]) => count > 0).map(([word, count]) => [word, count / sum]));
}

/** How far two mixtures of words lie apart: Jensen-Shannon divergence in bits, 0 for alike, 1 for nothing in common. */
export function driftBetween(anchor: Shares, now: Shares): number {
  let sum = 0;
  for (const word of new Set([...Object.keys(anchor), ...Object.keys(now)])) {
    const p = anchor[word] ?? 0;
    const q = now[word] ?? 0;
    const middle = (p + q) / 2;
    if (p > 0) sum += (p * Math.log2(p / middle)) / 2;
    if (q > 0) sum += (q * Math.log2(q / middle)) / 2;
  }
  return Math.min(1, Math.max(0, sum));
}
