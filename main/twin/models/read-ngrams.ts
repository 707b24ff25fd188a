import { MOST_TOKENS, NgramTrie } from './ngram-trie.ts';
import { NumberColumn } from './number-column.ts';
import { VERSION, type WrittenNgrams } from './write-ngrams.ts';

/**
 * Reads a written model and checks it: whatever the bytes are, the trie is whole.
 * @throws {RangeError} for what {@link writeNgrams} did not write, and for more n-grams than allowed
 */
export function readNgrams(bytes: Uint8Array, mostNodes: number): WrittenNgrams {
  const head = new NumberColumn(bytes);
  if (head.take() !== VERSION) throw new RangeError('A model of another version.');
  const [order, alphabet, epoch, nodes] = [head.take(), head.take(), head.take(), head.take()];
  if (order < 1 || order > 16 || alphabet < 1 || alphabet > MOST_TOKENS || nodes >= mostNodes) {
    throw new RangeError('A model of a shape there is not.');
  }
  const lengths = [head.take(), head.take(), head.take(), head.take()];
  let from = 0;
  const columns = lengths.map((length) => {
    const column = new NumberColumn(head.rest.subarray(from, from + length));
    from += length;
    return column;
  });
  const [families, novelties, steps, counts] = columns as [NumberColumn, NumberColumn, NumberColumn, NumberColumn];
  const trie = new NgramTrie();
  for (let node = 0; node < trie.size; node += 1) {
    if (trie.depths[node] === order) continue;
    const children = families.take();
    if (trie.size - 1 + children > nodes) throw new RangeError('A model holds more than it says.');
    trie.novelties[node] = children + novelties.take();
    let token = -1;
    let total = 0;
    for (let index = 0; index < children; index += 1) {
      token += steps.take() + 1;
      if (token >= alphabet) throw new RangeError('A model holds a token it does not know.');
      const suffix = node === 0 ? 0 : trie.find(trie.suffixes[node] ?? 0, token);
      const child = trie.add(node, token, suffix);
      const count = counts.take();
      trie.counts[child] = count;
      total += count;
      // Without its suffix an n-gram would be scored as if nothing shorter were known.
      if (count < 1 || (node !== 0 && (suffix === 0 || count > (trie.counts[suffix] ?? 0)))) {
        throw new RangeError('A model contradicts itself.');
      }
    }
    trie.totals[node] = total;
    if (total >= 2 ** 32) throw new RangeError('A number in a model is too large.');
  }
  if (trie.size - 1 !== nodes) throw new RangeError('A model holds less than it says.');
  return { trie, order, alphabet, epoch };
}
