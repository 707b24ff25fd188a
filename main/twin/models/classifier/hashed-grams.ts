import type { Token } from '../../sequence-model.ts';

/** Features of a run of events: hashed indices, each once, and a value to each. */
export interface SparseRow {
  indices: Uint16Array;
  values: Float64Array;
}

/** Number of features, a power of two. */
export const FEATURES = 4096;
const LONGEST = 3;
const SHIFT = 32 - Math.log2(FEATURES);

function mix(hash: number, token: number): number {
  const mixed = Math.imul(hash ^ (token + 1), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function indexOf(hash: number, kind: number): number {
  return Math.imul(hash ^ kind, 0x85ebca6b) >>> SHIFT;
}

/**
 * Counts single events, pairs, triples and pairs one apart of a run into hashed features (Weinberger et al. 2009) and
 * takes log(1 + count), so that a loop does not drown the rest.
 */
export function hashGrams(run: ArrayLike<Token>): SparseRow {
  const counts = new Map<number, number>();
  const count = (index: number): void => void counts.set(index, (counts.get(index) ?? 0) + 1);
  for (let end = 0; end < run.length; end += 1) {
    let hash = 0;
    for (let length = 1; length <= LONGEST && length <= end + 1; length += 1) {
      hash = mix(hash, run[end - length + 1] ?? 0);
      count(indexOf(hash, length));
    }
    if (end >= 2) count(indexOf(mix(mix(0, run[end] ?? 0), run[end - 2] ?? 0), LONGEST + 1));
  }
  return { indices: Uint16Array.from(counts.keys()), values: Float64Array.from(counts.values(), Math.log1p) };
}
