const pairs = (count: number): number => (count * (count - 1)) / 2;

/**
 * Adjusted Rand index of two groupings of the same things (Hubert and Arabie 1985): 1 for the same grouping whatever its names, 0 on
 * average for chance, less for worse. Two groupings of which each is all of one, or all apart, count as the same if they are.
 * @param left group of each thing
 * @param right group of each thing, in the same order
 * @throws {RangeError} where lengths differ
 */
export function adjustedRandIndex(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  if (left.length !== right.length) throw new RangeError(`${left.length} and ${right.length} things`);
  const count = (keys: readonly (string | number)[]): number => {
    const sizes = new Map<string | number, number>();
    for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
    return [...sizes.values()].reduce((sum, size) => sum + pairs(size), 0);
  };
  const both = count(left.map((group, index) => JSON.stringify([group, right[index]])));
  const ofLeft = count(left);
  const ofRight = count(right);
  const all = pairs(left.length);
  const expected = all === 0 ? 0 : (ofLeft * ofRight) / all;
  const most = (ofLeft + ofRight) / 2;
  return most === expected ? 1 : (both - expected) / (most - expected);
}
