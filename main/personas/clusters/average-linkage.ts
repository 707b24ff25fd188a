/** Two branches of a tree that become one. */
export interface Merge {
  /** A leaf of each branch. */
  left: number;
  right: number;
  /** Mean distance of their members. */
  height: number;
}

/**
 * Average linkage (UPGMA): joins, again and again, the two branches whose members lie nearest on average. By nearest-neighbour
 * chains (Murtagh 1983), so in the square of the number of leaves; of equal distances the first leaf's counts.
 * @param weights how many members each leaf stands for
 * @returns one merge fewer than leaves, lowest first
 */
export function averageLinkage(weights: readonly number[], distance: (left: number, right: number) => number): Merge[] {
  const size = weights.length;
  const far = new Float64Array(size * size);
  for (let left = 0; left < size; left++) {
    for (let right = left + 1; right < size; right++) {
      const value = distance(left, right);
      far[left * size + right] = value;
      far[right * size + left] = value;
    }
  }
  const members = Float64Array.from(weights);
  const isOpen = new Uint8Array(size).fill(1);
  const merges: Merge[] = [];
  const chain: number[] = [];
  while (merges.length < size - 1) {
    if (chain.length === 0) chain.push(isOpen.indexOf(1));
    const tip = chain.at(-1) ?? 0;
    const before = chain.at(-2) ?? -1;
    let nearest = before;
    let least = before < 0 ? Infinity : (far[tip * size + before] ?? 0);
    for (let other = 0; other < size; other++) {
      const value = far[tip * size + other] ?? 0;
      if (isOpen[other] === 0 || other === tip || value >= least) continue;
      nearest = other;
      least = value;
    }
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const [left, right] = tip < before ? [tip, before] : [before, tip];
    merges.push({ left, right, height: least });
    const ofLeft = members[left] ?? 0;
    const ofRight = members[right] ?? 0;
    isOpen[right] = 0;
    members[left] = ofLeft + ofRight;
    for (let other = 0; other < size; other++) {
      if (isOpen[other] === 0 || other === left) continue;
      const value =
        (ofLeft * (far[left * size + other] ?? 0) + ofRight * (far[right * size + other] ?? 0)) / (ofLeft + ofRight);
      far[left * size + other] = value;
      far[other * size + left] = value;
    }
  }
  return merges.sort((a, b) => a.height - b.height);
}
