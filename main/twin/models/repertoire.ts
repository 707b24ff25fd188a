import type { Token } from '../sequence-model.ts';
import { NumberColumn } from './number-column.ts';
import { writeNumber } from './write-number.ts';

const MOST_SETS = 1024;

/**
 * The sets of different events that traces were made of, and how far another is from the nearest: the Jaccard distance, one
 * minus shared by all. A sequence can be probable step by step and yet be made of too few or of oddly mixed things.
 * Equal sets are kept once; at most so many, of which the longest unseen gives way.
 */
export class Repertoire {
  readonly #most: number;
  readonly #words: number;
  /** A bit a token, by what the set is as text. */
  readonly #sets = new Map<string, { bits: Uint32Array; size: number }>();

  /** @param alphabet number of tokens; others are told as 0 */
  constructor(alphabet: number, most = MOST_SETS) {
    this.#words = Math.ceil(alphabet / 32);
    this.#most = most;
  }

  /** Different sets kept. */
  get size(): number {
    return this.#sets.size;
  }

  learn(trace: ArrayLike<Token>): void {
    const set = this.#setOf(trace);
    this.#keep(String.fromCharCode(...new Uint16Array(set.bits.buffer)), set);
  }

  /** 0 for a set that was learned, 1 for one that shares nothing with any. */
  distance(trace: ArrayLike<Token>): number {
    const { bits, size } = this.#setOf(trace);
    let nearest = 0;
    for (const other of this.#sets.values()) {
      // No set of that size can be nearer.
      if (Math.min(size, other.size) <= nearest * Math.max(size, other.size)) continue;
      let shared = 0;
      for (let word = 0; word < bits.length; word += 1)
        shared += countOnes((bits[word] ?? 0) & (other.bits[word] ?? 0));
      nearest = Math.max(nearest, shared / (size + other.size - shared));
    }
    return 1 - nearest;
  }

  /** Takes what another kept as seen after its own. @throws {RangeError} of another alphabet */
  merge(other: Repertoire): void {
    if (other.#words !== this.#words) throw new RangeError('Only repertoires of one alphabet add up.');
    for (const [key, set] of other.#sets) this.#keep(key, set);
  }

  /** Each set, the longest unseen first: how many events, then the steps between them, as LEB128. */
  toBytes(): Uint8Array {
    const bytes: number[] = [];
    for (const { bits, size } of this.#sets.values()) {
      writeNumber(bytes, size);
      let last = -1;
      for (let token = 0; token < bits.length * 32; token += 1) {
        if (((bits[token >>> 5] ?? 0) & (1 << (token & 31))) === 0) continue;
        writeNumber(bytes, token - last - 1);
        last = token;
      }
    }
    return Uint8Array.from(bytes);
  }

  /** Reads what {@link Repertoire.toBytes} wrote. @throws {RangeError} for what it did not */
  static fromBytes(bytes: Uint8Array, alphabet: number, most = MOST_SETS): Repertoire {
    const repertoire = new Repertoire(alphabet, most);
    const column = new NumberColumn(bytes);
    while (!column.isOver) {
      const tokens: number[] = [];
      let token = -1;
      for (let left = column.take(); left > 0; left -= 1) {
        token += column.take() + 1;
        if (token >= alphabet) throw new RangeError('A repertoire holds a token it does not know.');
        tokens.push(token);
      }
      repertoire.learn(tokens);
    }
    return repertoire;
  }

  #keep(key: string, set: { bits: Uint32Array; size: number }): void {
    this.#sets.delete(key);
    this.#sets.set(key, set);
    if (this.#sets.size <= this.#most) return;
    const [oldest] = this.#sets.keys();
    if (oldest !== undefined) this.#sets.delete(oldest);
  }

  #setOf(trace: ArrayLike<Token>): { bits: Uint32Array; size: number } {
    const bits = new Uint32Array(this.#words);
    for (let index = 0; index < trace.length; index += 1) {
      const told = trace[index] ?? 0;
      const token = told < this.#words * 32 ? told : 0;
      bits[token >>> 5] = (bits[token >>> 5] ?? 0) | (1 << (token & 31));
    }
    return { bits, size: bits.reduce((sum, word) => sum + countOnes(word), 0) };
  }
}

/** Bits set in a word (Warren, Hacker's Delight, 5-1). */
function countOnes(word: number): number {
  let rest = word - ((word >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
