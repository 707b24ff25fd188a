/**
 * How surely one sample lies above another, in standard deviations, by the ranks of all (Mann and Whitney, with ties): outliers weigh no more
 * than others. @returns above 0 where `now` is larger, 0 where one is empty
 */
export function shiftOf(before: readonly number[], now: readonly number[]): number {
  const [n, m] = [before.length, now.length];
  if (n === 0 || m === 0) return 0;
  const all = [
    ...before.map((value) => ({ value, later: false })),
    ...now.map((value) => ({ value, later: true })),
  ].sort((one, other) => one.value - other.value);
  let ranks = 0;
  let ties = 0;
  for (let from = 0; from < all.length;) {
    let to = from;
    let later = 0;
    for (; to < all.length && all[to]?.value === all[from]?.value; to++) if (all[to]?.later === true) later++;
    ranks += later * ((from + to + 1) / 2);
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * Math.max(1, total - 1)));
  return variance <= 0 ? 0 : (ranks - (m * (m + 1)) / 2 - (n * m) / 2) / Math.sqrt(variance);
}
