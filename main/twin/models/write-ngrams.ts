import type { NgramTrie } from './ngram-trie.ts';
import { writeNumber } from './write-number.ts';

/** What a model is when written. */
export interface WrittenNgrams {
  trie: NgramTrie;
  order: number;
  alphabet: number;
  epoch: number;
}

/** First byte of a written model: the version of what follows. */
export const VERSION = 1;

/**
 * Writes a model, the same for the same counts whatever the order in which they came. Numbers are LEB128. A head (version,
 * order, alphabet, epoch, number of n-grams), then four columns of n-grams in breadth-first order, children by token: number of
 * children, novelty beyond their kinds, steps between tokens, counts. Columns deflate to half of what rows do.
 */
export function writeNgrams({ trie, order, alphabet, epoch }: WrittenNgrams): Uint8Array {
  const columns = [[], [], [], []] as [number[], number[], number[], number[]];
  const [families, novelties, steps, counts] = columns;
  const waiting = [0];
  for (const node of waiting) {
    if (node > 0) writeNumber(counts, trie.counts[node] ?? 0);
    // The longest have no children: nothing is said of them.
    if (trie.depths[node] === order) continue;
    const children = trie.childrenOf(node);
    writeNumber(families, children.length);
    writeNumber(novelties, (trie.novelties[node] ?? 0) - children.length);
    let last = -1;
    for (const child of children) {
      const token = trie.tokenOf(child);
      writeNumber(steps, token - last - 1);
      last = token;
      waiting.push(child);
    }
  }
  const head = [VERSION];
  for (const number of [order, alphabet, epoch, trie.size - 1]) writeNumber(head, number);
  for (const { length } of columns) writeNumber(head, length);
  return Uint8Array.from([head, ...columns].flat());
}
