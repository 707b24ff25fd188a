import type { NgramTrie } from './ngram-trie.ts';

/**
 * Drops the least seen n-grams, of these the longest first and of these the newest, until a size is reached; the empty
 * n-gram counts. What is dropped becomes room for novelty: probabilities still add up to one.
 * @returns where each n-gram went, 0 = gone
 */
export function pruneNgrams(trie: NgramTrie, size: number): Int32Array {
  const { counts, totals, novelties, depths } = trie;
  // An n-gram's parent and suffix are seen as often at least and are shorter: they rank higher, so they stay.
  const rank = (node: number): number => Math.min(counts[node] ?? 0, 2 ** 27) * 16 + (16 - (depths[node] ?? 0));
  const ranks = Uint32Array.from({ length: trie.size - 1 }, (_, index) => rank(index + 1)).sort();
  const gone = Math.max(0, trie.size - size);
  const least = ranks[gone] ?? Infinity;
  // Of those of the last rank some go; a rank is of one length, so none is another's parent or suffix.
  let spared = ranks.findLastIndex((found) => found === least) - gone + 1;
  const kept = new Uint8Array(trie.size);
  for (let node = 1; node < trie.size; node += 1) {
    const own = rank(node);
    if (own > least || (own === least && spared > 0)) {
      if (own === least) spared -= 1;
      kept[node] = 1;
      continue;
    }
    const parent = trie.parentOf(node);
    totals[parent] = (totals[parent] ?? 0) - (counts[node] ?? 0);
    novelties[parent] = (novelties[parent] ?? 0) + (counts[node] ?? 0);
  }
  return trie.keep((node) => kept[node] === 1);
}
