/** Under this overlap (shared members by all members of both) a cluster is a new one. */
const SAME = 0.25;

/**
 * Gives clusters the numbers that they had: each takes that of the earlier cluster it shares most of its members with (Jaccard),
 * best pairs first; what resembles none gets a number that was never given.
 * @param earlier number of each VM before
 * @param next first number that was never given
 * @returns a number for each cluster, in their order
 */
export function matchClusters(
  clusters: readonly (readonly string[])[],
  earlier: ReadonlyMap<string, number>,
  next: number,
): number[] {
  const sizes = new Map<number, number>();
  for (const number of earlier.values()) sizes.set(number, (sizes.get(number) ?? 0) + 1);
  const pairs = clusters.flatMap((members, index) => {
    const shared = new Map<number, number>();
    for (const id of members) {
      const number = earlier.get(id);
      if (number !== undefined) shared.set(number, (shared.get(number) ?? 0) + 1);
    }
    return [...shared].map(([number, count]) => ({
      index,
      number,
      overlap: count / (members.length + (sizes.get(number) ?? 0) - count),
    }));
  });
  pairs.sort((a, b) => b.overlap - a.overlap || a.number - b.number || a.index - b.index);
  const numbers = clusters.map(() => 0);
  const taken = new Set<number>();
  for (const { index, number, overlap } of pairs) {
    if (overlap < SAME || numbers[index] !== 0 || taken.has(number)) continue;
    numbers[index] = number;
    taken.add(number);
  }
  let fresh = next;
  return numbers.map((number) => (number === 0 ? fresh++ : number));
}
