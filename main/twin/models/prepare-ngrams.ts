import type { NgramTrie } from './ngram-trie.ts';

/** Words of 32 bits in a record. */
export const RECORD = 8;

/**
 * What scoring needs of each n-gram, in one record: [0] token and [1] node of its most frequent child, −1 and 0 without,
 * [2] bits it costs to fall back from it to [3] its suffix, [4] bits of its last token after the others, [5] the context
 * after it. 2 and 4 are read as reals.
 */
export interface PreparedNgrams {
  words: Int32Array;
  /** The same memory. */
  reals: Float32Array;
}

/** Works out the interpolated probability of every n-gram once, the shorter ones first. */
export function prepareNgrams(trie: NgramTrie, order: number, alphabet: number): PreparedNgrams {
  const { size, counts, totals, novelties, suffixes, depths } = trie;
  const words = new Int32Array(size * RECORD);
  const reals = new Float32Array(words.buffer);
  const probabilities = new Float64Array(size);
  probabilities[0] = 1 / alphabet;
  for (let node = 0; node < size; node += 1) {
    const record = node * RECORD;
    const total = totals[node] ?? 0;
    const novelty = novelties[node] ?? 0;
    words[record] = -1;
    if (total + novelty > 0) reals[record + 2] = -Math.log2(novelty / (total + novelty));
    if (node === 0) continue;
    const parent = trie.parentOf(node);
    const novel = novelties[parent] ?? 0;
    const suffix = suffixes[node] ?? 0;
    const count = counts[node] ?? 0;
    // The suffix's last token is the same, its context one shorter: it came before.
    const probability = (count + novel * (probabilities[suffix] ?? 0)) / ((totals[parent] ?? 0) + novel);
    probabilities[node] = probability;
    words[record + 3] = suffix;
    reals[record + 4] = -Math.log2(probability);
    words[record + 5] = depths[node] === order ? suffix : node;
    const first = words[parent * RECORD + 1] ?? 0;
    if (first === 0 || count > (counts[first] ?? 0)) {
      words[parent * RECORD] = trie.tokenOf(node);
      words[parent * RECORD + 1] = node;
    }
  }
  return { words, reals };
}
