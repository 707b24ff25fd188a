import { mix } from './text-table.ts';

/** 32-bit numbers to numbers of entries: open addressing, linear, at half load; seeded. */
export class NumberTable {
  readonly #mask: number;
  readonly #keys: Uint32Array;
  /** Entry + 1, 0 for none. */
  readonly #entries: Uint32Array;
  readonly #seed: number;
  /** One bit for each hash, eight an entry and more: most misses are answered from this alone, which stays in the cache. */
  readonly #filter: Uint32Array;
  readonly #filterMask: number;

  /** @param most entries that will be put in @param seed a secret 32-bit number */
  constructor(most: number, seed: number) {
    let size = 16;
    while (size < most * 2) size *= 2;
    this.#mask = size - 1;
    this.#keys = new Uint32Array(size);
    this.#entries = new Uint32Array(size);
    this.#seed = seed;
    this.#filterMask = size * 8 - 1;
    this.#filter = new Uint32Array(size / 4);
  }

  /** Puts an entry under its key. @returns the entry that already is there, or −1 */
  put(key: number, entry: number): number {
    const hash = mix(key ^ this.#seed);
    const bit = hash & this.#filterMask;
    this.#filter[bit >>> 5] = (this.#filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
    for (let slot = (hash >>> 3) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const known = this.#entries[slot] ?? 0;
      if (known === 0) {
        this.#keys[slot] = key;
        this.#entries[slot] = entry + 1;
        return -1;
      }
      if (this.#keys[slot] === key >>> 0) return known - 1;
    }
  }

  /** Entry of a key, −1 where there is none. */
  find(key: number): number {
    const hash = mix(key ^ this.#seed);
    const bit = hash & this.#filterMask;
    if ((((this.#filter[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 0) return -1;
    for (let slot = (hash >>> 3) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const known = this.#entries[slot] ?? 0;
      if (known === 0) return -1;
      if (this.#keys[slot] === key >>> 0) return known - 1;
    }
  }
}
