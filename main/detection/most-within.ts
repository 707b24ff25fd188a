/** The most events that fall into any window of the given width (same unit as the times). */
export function mostWithin(times: Iterable<number>, width: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (let to = 0; to < sorted.length; to++) {
    while ((sorted[to] ?? 0) - (sorted[from] ?? 0) > width) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
