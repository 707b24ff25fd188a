import { seededRandom } from '../seeded-random.ts';
import type { Expected, SequenceModel, Token } from '../../sequence-model.ts';
import { advance, expectCounts } from './expect-counts.ts';
import { addTables, emptyTables, normaliseTables } from './hmm-tables.ts';
import type { HmmTables } from './hmm-tables.ts';

/** Shape of a hidden Markov model. */
export interface HmmShape {
  states: number;
  /** Tokens there may be; others are told as 0. */
  alphabet: number;
  /** What the first, random beliefs are drawn from: models that are to be merged begin alike. */
  seed: number;
}

/** Added to each count: what was never seen stays possible. */
const PRIOR = 1e-3;
/** Longest stretch that is worked through at once: bounds the memory. */
const STRETCH = 4096;
/** Events by which the state is all but forgotten, so what a context may be cut to. */
const CONTEXT = 64;
const HEAD = 5;

/**
 * A hidden Markov model with discrete tokens, the classical baseline (Warrender et al. 1999 use one state a call). Learns by
 * Baum and Welch: at once over many runs ({@link HmmModel.fit}), or run by run, adding expected counts. Counts here are no
 * integers, so unlike n-grams models that learned apart add up to about, not exactly, what one would have learned.
 */
export class HmmModel implements SequenceModel {
  readonly order = CONTEXT + 1;
  private readonly shape: HmmShape;
  private readonly counts: HmmTables;
  private model: HmmTables;

  constructor(shape: HmmShape) {
    if (!(shape.states >= 1 && shape.states <= 256)) throw new RangeError(`${shape.states} states`);
    if (!(shape.alphabet >= 1 && shape.alphabet <= 4096)) throw new RangeError(`${shape.alphabet} tokens`);
    this.shape = shape;
    this.counts = emptyTables(shape.states, shape.alphabet);
    const random = seededRandom(shape.seed);
    const drawn = emptyTables(shape.states, shape.alphabet);
    for (const part of [drawn.start, drawn.move, drawn.tell]) part.forEach((_, at) => (part[at] = 0.5 + random()));
    this.model = normaliseTables(drawn, 0);
  }

  get learned(): number {
    return Math.round(this.counts.tell.reduce((sum, count) => sum + count, 0));
  }

  /** Learns from all runs anew, round by round. @returns log₂ likelihood before each round; without the prior it never falls */
  fit(runs: readonly ArrayLike<Token>[], rounds: number, prior = PRIOR): number[] {
    return Array.from({ length: rounds }, () => {
      const counts = emptyTables(this.shape.states, this.shape.alphabet);
      let likelihood = 0;
      for (const run of runs) likelihood += this.addExpected(run, counts);
      addTables(this.counts, this.counts, -1);
      addTables(this.counts, counts);
      this.model = normaliseTables(this.counts, prior);
      return likelihood;
    });
  }

  learn(run: ArrayLike<Token>): void {
    this.addExpected(run, this.counts);
    this.model = normaliseTables(this.counts, PRIOR);
  }

  score(run: ArrayLike<Token>, into: Float32Array): void {
    let belief: Float64Array | null = null;
    let next = new Float64Array(this.shape.states);
    let spare = new Float64Array(this.shape.states);
    for (let at = 0; at < run.length; at += 1) {
      const p = advance(this.model, belief, run[at] ?? 0, next);
      into[at] = -Math.log2(Math.max(p, Number.MIN_VALUE));
      belief = next;
      [next, spare] = [spare, next];
    }
  }

  expect(context: ArrayLike<Token>, most: number): Expected[] {
    return Array.from(this.predict(context), (probability, token) => ({ token, probability }))
      .toSorted((left, right) => right.probability - left.probability || left.token - right.token)
      .slice(0, most);
  }

  draw(context: ArrayLike<Token>, random: number): Token {
    let left = random;
    const predicted = this.predict(context);
    for (const [token, probability] of predicted.entries()) {
      left -= probability;
      if (left < 0) return token;
    }
    return predicted.indexOf(Math.max(...predicted));
  }

  merge(other: this): void {
    const { states, alphabet, seed } = other.shape;
    if (states !== this.shape.states || alphabet !== this.shape.alphabet || seed !== this.shape.seed) {
      throw new RangeError('Only models of one shape and seed can be merged.');
    }
    addTables(this.counts, other.counts);
    this.model = normaliseTables(this.counts, PRIOR);
  }

  decay(): void {
    addTables(this.counts, this.counts, -0.5);
    this.model = normaliseTables(this.counts, PRIOR);
  }

  sizeBytes(): number {
    const { states, alphabet } = this.shape;
    return 4 * (HEAD + states * (1 + states + alphabet));
  }

  toBytes(): Uint8Array {
    const { states, alphabet, seed } = this.shape;
    const { start, move, tell } = this.counts;
    // A seed is 32 bits wide, a float holds 24 of them.
    const head = [1, states, alphabet, seed >>> 16, seed & 0xffff];
    return new Uint8Array(Float32Array.from([...head, ...start, ...move, ...tell]).buffer);
  }

  /** @throws {RangeError} where the bytes are not what {@link HmmModel.toBytes} makes */
  static fromBytes(bytes: Uint8Array): HmmModel {
    const numbers = new Float32Array(bytes.slice(0, bytes.length - (bytes.length % 4)).buffer);
    const [version, states = 0, alphabet = 0, high = 0, low = 0] = numbers;
    const whole = [states, alphabet, high, low].every(Number.isInteger);
    if (version !== 1 || !whole || !numbers.every((one) => Number.isFinite(one) && one >= 0)) {
      throw new RangeError('These bytes are no hidden Markov model.');
    }
    const made = new HmmModel({ states, alphabet, seed: ((high << 16) | low) >>> 0 });
    if (made.sizeBytes() !== bytes.length) throw new RangeError(`${bytes.length} bytes for ${made.sizeBytes()}`);
    const { counts } = made;
    counts.start.set(numbers.subarray(HEAD, HEAD + states));
    counts.move.set(numbers.subarray(HEAD + states, HEAD + states * (1 + states)));
    counts.tell.set(numbers.subarray(HEAD + states * (1 + states)));
    if (made.learned > 0) made.model = normaliseTables(counts, PRIOR);
    return made;
  }

  private addExpected(run: ArrayLike<Token>, counts: HmmTables): number {
    let likelihood = 0;
    for (let from = 0; from < run.length; from += STRETCH) {
      const stretch = Array.prototype.slice.call(run, from, from + STRETCH) as Token[];
      likelihood += expectCounts(this.model, stretch, counts);
    }
    return likelihood;
  }

  /** Probability of each token to come next. */
  private predict(context: ArrayLike<Token>): Float64Array {
    const { states, alphabet } = this.shape;
    const { start, move, tell } = this.model;
    let belief: Float64Array | null = null;
    for (let at = Math.max(0, context.length - CONTEXT); at < context.length; at += 1) {
      const next = new Float64Array(states);
      advance(this.model, belief, context[at] ?? 0, next);
      belief = next;
    }
    const ahead = new Float64Array(states);
    for (let to = 0; to < states; to += 1) {
      ahead[to] = belief
        ? belief.reduce((sum, share, from) => sum + share * (move[from * states + to] ?? 0), 0)
        : (start[to] ?? 0);
    }
    return Float64Array.from({ length: alphabet }, (_, token) =>
      ahead.reduce((sum, share, state) => sum + share * (tell[token * states + state] ?? 0), 0),
    );
  }
}
