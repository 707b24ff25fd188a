import type { Expected, SequenceModel, Token } from '../sequence-model.ts';
import { type Choices, drawNext, weighChoices } from './draw-ngrams.ts';
import { MOST_NODES, MOST_TOKENS, NgramTrie } from './ngram-trie.ts';
import { prepareNgrams, type PreparedNgrams, RECORD } from './prepare-ngrams.ts';
import { pruneNgrams } from './prune-ngrams.ts';
import { readNgrams } from './read-ngrams.ts';
import { writeNgrams } from './write-ngrams.ts';

/** The shape of a model; models of one shape and epoch can be merged. */
export interface NgramShape {
  /** Longest context plus one, 1 to 16. */
  order: number;
  /** Number of tokens there may be, at most 4,096; others are told as 0. */
  alphabet: number;
  /** n-grams held at most; where they are reached, the least seen and longest are dropped. */
  mostNodes: number;
  /** How often counts were halved. */
  epoch: number;
}

/** What sampled runs are like. */
export interface SampleOptions {
  /** Token that ends a run and is no part of it; without it a run goes on to its length. */
  end?: Token;
  /** Longest run, events. */
  most: number;
  /** See {@link NgramModel.draw}. */
  sharpness?: number;
  /** Uniform in [0, 1). */
  random: () => number;
}

const defaults: NgramShape = { order: 6, alphabet: 2048, mostNodes: 2 ** 16, epoch: 0 };

/** Events to be scored, as a share of the n-grams, before it pays to work out all probabilities. */
const WORTH_PREPARING = 1 / 4;

/**
 * A variable-order n-gram model, interpolated after Witten and Bell (1991, method C): with c the count of an event after a
 * context, n of all events after it and t of their kinds, p = (c + t · p of the context without its oldest event) / (n + t);
 * the empty context leans on the uniform distribution. An n-gram takes 26 to 36 bytes in memory, 32 more once long runs
 * were scored and until it learns again. As long as no bound is reached, what several models learned within an epoch adds
 * up to what one would have learned from all, bit for bit.
 */
export class NgramModel implements SequenceModel {
  readonly order: number;
  readonly alphabet: number;
  readonly mostNodes: number;
  #epoch: number;
  #trie = new NgramTrie();
  /** What scoring needs of each n-gram, one record of 32 bytes each; null where stale. */
  #prepared: PreparedNgrams | null = null;
  /** Events scored since it was stale. */
  #scored = 0;

  constructor(shape: Partial<NgramShape> = {}) {
    const { order, alphabet, mostNodes, epoch } = { ...defaults, ...shape };
    if (!(order >= 1 && order <= 16)) throw new RangeError(`An order of ${order}`);
    if (!(alphabet >= 1 && alphabet <= MOST_TOKENS)) throw new RangeError(`${alphabet} tokens`);
    this.order = order;
    this.alphabet = alphabet;
    // Two full models fit in one trie while they are merged.
    this.mostNodes = Math.min(mostNodes, MOST_NODES / 2);
    this.#epoch = epoch;
  }

  /** Reads what {@link NgramModel.toBytes} wrote. @throws {RangeError} for anything else */
  static fromBytes(bytes: Uint8Array, mostNodes = defaults.mostNodes): NgramModel {
    const { trie, order, alphabet, epoch } = readNgrams(bytes, Math.min(mostNodes, MOST_NODES / 2));
    const model = new NgramModel({ order, alphabet, epoch, mostNodes });
    model.#trie = trie;
    return model;
  }

  get learned(): number {
    return this.#trie.totals[0] ?? 0;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** n-grams held. */
  get nodes(): number {
    return this.#trie.size - 1;
  }

  learn(run: ArrayLike<Token>): void {
    if (run.length === 0) return;
    // Counts are 32 bits wide; a VM gets there after weeks without an epoch.
    if (this.learned + run.length >= 2 ** 32) this.decay();
    this.#stale();
    const trie = this.#trie;
    const { order, alphabet } = this;
    // The n-grams that end at the event before, by length.
    const chain = new Int32Array(order);
    let longest = 0;
    for (let index = 0; index < run.length; index += 1) {
      const told = run[index] ?? 0;
      const token = told < alphabet ? told : 0;
      if (trie.size + order > this.mostNodes) {
        const moved = pruneNgrams(trie, Math.floor(this.mostNodes * 0.75));
        for (let length = 1; length <= longest; length += 1) chain[length] = moved[chain[length] ?? 0] ?? 0;
        while (longest > 0 && chain[longest] === 0) longest -= 1;
      }
      let child = 0;
      for (let length = 0; length <= longest; length += 1) {
        const context = chain[length] ?? 0;
        chain[length] = child;
        const suffix = child;
        child = trie.find(context, token);
        if (child === 0) {
          child = trie.add(context, token, suffix);
          trie.novelties[context] = (trie.novelties[context] ?? 0) + 1;
        }
        trie.counts[child] = (trie.counts[child] ?? 0) + 1;
        trie.totals[context] = (trie.totals[context] ?? 0) + 1;
      }
      if (longest < order - 1) {
        longest += 1;
        chain[longest] = child;
      }
    }
  }

  score(run: ArrayLike<Token>, into: Float32Array): void {
    this.#scored += run.length;
    if (this.#prepared === null && this.#scored < this.nodes * WORTH_PREPARING) {
      this.#scoreFew(run, into);
      return;
    }
    const { words, reals } = (this.#prepared ??= prepareNgrams(this.#trie, this.order, this.alphabet));
    const { slots, keys } = this.#trie;
    const { alphabet } = this;
    const mask = slots.length - 1;
    const unseen = Math.log2(alphabet);
    let context = 0;
    for (let index = 0; index < run.length; index += 1) {
      const told = run[index] ?? 0;
      const token = told < alphabet ? told : 0;
      let cost = 0;
      let child = 0;
      for (;;) {
        const record = context * RECORD;
        // Most of what comes is what came most often: no need to look it up.
        if (words[record] === token) {
          child = words[record + 1] ?? 0;
          break;
        }
        // NgramTrie.find, drawn in here: this loop is what the twin's time goes to.
        const key = (context << 12) | token;
        let slot = NgramTrie.place(key) & mask;
        child = slots[slot] ?? 0;
        while (child !== 0 && keys[child] !== key) {
          slot = (slot + 1) & mask;
          child = slots[slot] ?? 0;
        }
        if (child !== 0) break;
        cost += reals[record + 2] ?? 0;
        if (context === 0) break;
        context = words[record + 3] ?? 0;
      }
      into[index] = cost + (child === 0 ? unseen : (reals[child * RECORD + 4] ?? 0));
      context = words[child * RECORD + 5] ?? 0;
    }
  }

  /** The probability of a token after a context. */
  probability(context: ArrayLike<Token>, token: Token): number {
    return this.#after(this.#find(context), token < this.alphabet ? token : 0);
  }

  expect(context: ArrayLike<Token>, most: number): Expected[] {
    const found = this.#find(context);
    // Every token that was learned follows the empty context.
    return Array.from(this.#trie.childrenOf(0), (child) => this.#trie.tokenOf(child))
      .map((token) => ({ token, probability: this.#after(found, token) }))
      .sort((left, right) => right.probability - left.probability)
      .slice(0, most);
  }

  /** @param sharpness power that weights are taken to: 1 draws as the model predicts, more prefers what is probable */
  draw(context: ArrayLike<Token>, random: number, sharpness = 1): Token {
    const trie = this.#trie;
    return drawNext(trie, this.alphabet, this.#find(context), random, (node) => weighChoices(trie, node, sharpness));
  }

  /**
   * What draws runs event by event: what the twin would do. Good until the model learns.
   * @returns draws a run; it is given what came before, which is no part of the run
   */
  sampler({ end, most, sharpness = 1, random }: SampleOptions): (before: readonly Token[]) => Token[] {
    const trie = this.#trie;
    const weighed: Choices[] = [];
    const choicesOf = (node: number): Choices => (weighed[node] ??= weighChoices(trie, node, sharpness));
    return (before) => {
      const run: Token[] = [];
      for (let context = this.#find(before); run.length < most;) {
        const token = drawNext(trie, this.alphabet, context, random(), choicesOf);
        if (token === end) break;
        run.push(token);
        context = this.#next(context, token);
      }
      return run;
    };
  }

  merge(other: this): void {
    if (other.order !== this.order || other.alphabet !== this.alphabet || other.#epoch !== this.#epoch) {
      throw new RangeError('Only models of one order, alphabet and epoch add up.');
    }
    if (this.learned + other.learned >= 2 ** 32) throw new RangeError('The counts would not fit.');
    this.#stale();
    const trie = this.#trie;
    const { size, counts, totals, novelties } = other.#trie;
    const own = new Int32Array(size);
    // Parents and suffixes come first, so they are there.
    for (let node = 0; node < size; node += 1) {
      if (node > 0) {
        const parent = own[other.#trie.parentOf(node)] ?? 0;
        const token = other.#trie.tokenOf(node);
        let child = trie.find(parent, token);
        if (child === 0) {
          child = trie.add(parent, token, own[other.#trie.suffixes[node] ?? 0] ?? 0);
        } else {
          // Both knew this kind: it is one.
          trie.novelties[parent] = (trie.novelties[parent] ?? 0) - 1;
        }
        trie.counts[child] = (trie.counts[child] ?? 0) + (counts[node] ?? 0);
        own[node] = child;
      }
      const mine = own[node] ?? 0;
      trie.totals[mine] = (trie.totals[mine] ?? 0) + (totals[node] ?? 0);
      trie.novelties[mine] = (trie.novelties[mine] ?? 0) + (novelties[node] ?? 0);
    }
    if (trie.size > this.mostNodes) pruneNgrams(trie, this.mostNodes);
  }

  decay(): void {
    this.#stale();
    this.#epoch += 1;
    const trie = this.#trie;
    const { counts, totals, novelties } = trie;
    // What is beyond the children's kinds was pruned; it fades as they do.
    for (let node = 1; node < trie.size; node += 1) {
      const parent = trie.parentOf(node);
      novelties[parent] = (novelties[parent] ?? 0) - 1;
      counts[node] = (counts[node] ?? 0) >>> 1;
    }
    for (let node = 0; node < trie.size; node += 1) {
      totals[node] = 0;
      novelties[node] = (novelties[node] ?? 0) >>> 1;
    }
    for (let node = 1; node < trie.size; node += 1) {
      const count = counts[node] ?? 0;
      if (count === 0) continue;
      const parent = trie.parentOf(node);
      totals[parent] = (totals[parent] ?? 0) + count;
      novelties[parent] = (novelties[parent] ?? 0) + 1;
    }
    trie.keep((node) => counts[node] !== 0);
  }

  /** Drops the least seen n-grams, of these the longest first, until at most so many are left; what was dropped leaves room for novelty. */
  trim(nodes: number): void {
    if (this.nodes <= nodes) return;
    this.#stale();
    pruneNgrams(this.#trie, nodes + 1);
  }

  sizeBytes(): number {
    return this.toBytes().length;
  }

  /** Bytes held in memory. */
  heldBytes(): number {
    return this.#trie.heldBytes() + (this.#prepared === null ? 0 : this.#prepared.words.length * 4);
  }

  toBytes(): Uint8Array {
    return writeNgrams({ trie: this.#trie, order: this.order, alphabet: this.alphabet, epoch: this.#epoch });
  }

  /** The longest n-gram known that a context ends with, short enough to be followed. */
  #find(context: ArrayLike<Token>): number {
    let found = 0;
    for (let index = Math.max(0, context.length - this.order + 1); index < context.length; index += 1) {
      const told = context[index] ?? 0;
      found = this.#next(found, told < this.alphabet ? told : 0);
    }
    return found;
  }

  #next(context: number, token: Token): number {
    const { suffixes, depths } = this.#trie;
    for (let node = context; ; node = suffixes[node] ?? 0) {
      const child = this.#trie.find(node, token);
      if (child !== 0) return depths[child] === this.order ? (suffixes[child] ?? 0) : child;
      if (node === 0) return 0;
    }
  }

  #after(context: number, token: Token): number {
    const { counts, totals, novelties, suffixes } = this.#trie;
    let probability = 0;
    let share = 1;
    for (let node = context; ; node = suffixes[node] ?? 0) {
      const novelty = novelties[node] ?? 0;
      const all = (totals[node] ?? 0) + novelty;
      if (all > 0) {
        const child = this.#trie.find(node, token);
        if (child !== 0) probability += (share * (counts[child] ?? 0)) / all;
        share *= novelty / all;
      }
      if (node === 0) return probability + share / this.alphabet;
    }
  }

  #stale(): void {
    this.#prepared = null;
    this.#scored = 0;
  }

  #scoreFew(run: ArrayLike<Token>, into: Float32Array): void {
    let context = 0;
    for (let index = 0; index < run.length; index += 1) {
      const told = run[index] ?? 0;
      const token = told < this.alphabet ? told : 0;
      into[index] = -Math.log2(this.#after(context, token));
      context = this.#next(context, token);
    }
  }
}
