import type { Token } from '../sequence-model.ts';
import type { NgramTrie } from './ngram-trie.ts';

/** What may follow an n-gram, by token, and what it weighs. */
export interface Choices {
  tokens: Uint16Array;
  weights: Float64Array;
  /** Weight of falling back to the shorter context. */
  novelty: number;
  all: number;
}

/** Weighs what may follow. @param sharpness power that weights are taken to */
export function weighChoices(trie: NgramTrie, node: number, sharpness: number): Choices {
  const children = trie.childrenOf(node);
  const tokens = Uint16Array.from(children, (child) => trie.tokenOf(child));
  const weights = Float64Array.from(children, (child) => (trie.counts[child] ?? 0) ** sharpness);
  const novelty = (trie.novelties[node] ?? 0) ** sharpness;
  const all = weights.reduce((sum, weight) => sum + weight, children.length === 0 ? 0 : novelty);
  return { tokens, weights, novelty, all };
}

/** Draws what comes after a context, falling back to shorter ones as often as their share says. @param random in [0, 1) */
export function drawNext(
  trie: NgramTrie,
  alphabet: number,
  context: number,
  random: number,
  choicesOf: (node: number) => Choices,
): Token {
  let rest = random;
  for (let node = context; ; node = trie.suffixes[node] ?? 0) {
    const { tokens, weights, novelty, all } = choicesOf(node);
    let left = rest * all;
    for (let index = 0; index < tokens.length; index += 1) {
      left -= weights[index] ?? 0;
      if (left < 0) return tokens[index] ?? 0;
    }
    // What is left of the random number is uniform over the share that falls back.
    if (all > 0) rest = Math.min(left / novelty, 1 - Number.EPSILON);
    if (node === 0) return Math.floor(rest * alphabet);
  }
}
