import type { Merge } from './average-linkage.ts';

/** Nearer than the first, branches are one persona whatever the rest looks like; farther than the second they never are. */
const ALIKE = 0.25;
const APART = 0.6;

/**
 * Where a tree is cut: in the widest stretch of heights without a merge (the number of clusters that lives longest, Fred and Jain
 * 2005), between what is alike and what is apart in any fleet; the lowest of equal ones. So a fleet of one persona stays one.
 */
export function findCut(merges: readonly Merge[]): number {
  const heights = merges.map(({ height }) => height).filter((height) => height > ALIKE && height < APART);
  const steps = [ALIKE, ...heights, APART];
  let widest = 0;
  for (let step = 1; step < steps.length - 1; step++) {
    const width = (steps[step + 1] ?? 0) - (steps[step] ?? 0);
    if (width > (steps[widest + 1] ?? 0) - (steps[widest] ?? 0) + 1e-9) widest = step;
  }
  return steps[widest] ?? ALIKE;
}

/**
 * Cuts a tree of so many leaves above a height.
 * @returns for each leaf the first leaf of its branch
 */
export function cutTree(size: number, merges: readonly Merge[], height: number): Int32Array {
  const parent = Int32Array.from({ length: size }, (_, leaf) => leaf);
  const rootOf = (leaf: number): number => {
    let root = leaf;
    while ((parent[root] ?? 0) !== root) root = parent[root] ?? 0;
    parent[leaf] = root;
    return root;
  };
  for (const { left, right, height: at } of merges) {
    if (at > height) break;
    const [first, second] = [rootOf(left), rootOf(right)].sort((a, b) => a - b);
    parent[second ?? 0] = first ?? 0;
  }
  return parent.map((_, leaf) => rootOf(leaf));
}
