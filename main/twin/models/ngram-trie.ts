/** Tokens fit in these bits of a key, the node they follow in the rest. */
const TOKEN_BITS = 12;
/** Most tokens a trie tells apart, 0 among them. */
export const MOST_TOKENS = 2 ** TOKEN_BITS;
/** Most nodes a trie can hold. */
export const MOST_NODES = 2 ** (32 - TOKEN_BITS);

/** Who knows where its keys will collide could slow the table down: places differ in each process, answers do not. */
const seed = Math.floor(Math.random() * 2 ** 32) | 0;

/** Slots of the table filled at most, and how much longer arrays get when they are full: memory counts more than time here. */
const MOST_FILLED = 0.8;
const GROWTH = 1.25;

/**
 * A trie of counted n-grams in typed arrays. A node is an n-gram, named by its index; node 0 is the empty one. Parents and
 * suffixes come before their nodes. A node costs 21 bytes, of which up to a fifth more is held in reserve, and 5 to 10 in the
 * table that finds it by parent and token.
 */
export class NgramTrie {
  /** Nodes in use, the empty n-gram among them. */
  size = 1;
  /** Parent and last token: `parent * 2 ** 12 + token`, to be read without its sign. */
  keys: Int32Array = new Int32Array(16);
  counts: Uint32Array = new Uint32Array(16);
  /** Sum of the children's counts. */
  totals: Uint32Array = new Uint32Array(16);
  /** Weight of what is not among the children: how many kinds followed, and what was pruned. */
  novelties: Uint32Array = new Uint32Array(16);
  /** The same n-gram without its first token. */
  suffixes: Int32Array = new Int32Array(16);
  depths: Uint8Array = new Uint8Array(16);
  /** Open addressing: nodes, 0 = free. Its length is a power of two. */
  slots: Int32Array = new Int32Array(32);
  /** All nodes by key, null where that is stale: children lie side by side, by token. */
  #byKey: Uint32Array | null = null;

  /** The child of a node by its token, 0 where there is none. */
  find(parent: number, token: number): number {
    const { slots, keys } = this;
    const key = (parent << TOKEN_BITS) | token;
    const mask = slots.length - 1;
    let slot = NgramTrie.place(key) & mask;
    for (;;) {
      const node = slots[slot] ?? 0;
      if (node === 0 || keys[node] === key) return node;
      slot = (slot + 1) & mask;
    }
  }

  /** Adds a child that is not there. Its suffix is. Counts are the caller's. */
  add(parent: number, token: number, suffix: number): number {
    const node = this.size;
    if (node === this.keys.length) this.#resize(Math.ceil(node * GROWTH));
    this.size += 1;
    this.keys[node] = (parent << TOKEN_BITS) | token;
    this.suffixes[node] = suffix;
    this.depths[node] = (this.depths[parent] ?? 0) + 1;
    this.#byKey = null;
    if (this.size > this.slots.length * MOST_FILLED) this.#index(this.slots.length * 2);
    else this.#put(node);
    return node;
  }

  /** Where a key is looked for first, modulo the table's length. */
  static place(key: number): number {
    let mixed = Math.imul(key ^ seed, 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
    return mixed ^ (mixed >>> 13);
  }

  parentOf(node: number): number {
    return (this.keys[node] ?? 0) >>> TOKEN_BITS;
  }

  tokenOf(node: number): number {
    return (this.keys[node] ?? 0) & (MOST_TOKENS - 1);
  }

  /**
   * Keeps some nodes in their order; the suffix and the parent of what is kept must be kept. Totals and novelties go along as they are.
   * @returns where each node went, 0 = gone (and node 0 itself)
   */
  keep(isKept: (node: number) => boolean): Int32Array {
    const moved = new Int32Array(this.size);
    const { size, keys, counts, totals, novelties, suffixes, depths } = this;
    let next = 1;
    for (let node = 1; node < size; node += 1) {
      if (!isKept(node)) continue;
      const parent = moved[this.parentOf(node)] ?? 0;
      const token = this.tokenOf(node);
      moved[node] = next;
      keys[next] = (parent << TOKEN_BITS) | token;
      counts[next] = counts[node] ?? 0;
      totals[next] = totals[node] ?? 0;
      novelties[next] = novelties[node] ?? 0;
      suffixes[next] = moved[suffixes[node] ?? 0] ?? 0;
      depths[next] = depths[node] ?? 0;
      next += 1;
    }
    for (const array of [keys, counts, totals, novelties, suffixes, depths]) array.fill(0, next, size);
    this.size = next;
    this.#byKey = null;
    this.#resize(Math.max(16, Math.ceil(next * GROWTH)));
    this.#index(2 ** Math.ceil(Math.log2(Math.max(32, next / MOST_FILLED))));
    return moved;
  }

  /** Children of a node by token, ascending: the order does not depend on what was learned first. */
  childrenOf(node: number): Uint32Array {
    if (this.#byKey === null && node === 0) return this.#rootChildren();
    const sorted = (this.#byKey ??= this.#sortByKey());
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.parentOf(sorted[middle] ?? 0) < node) low = middle + 1;
      else high = middle;
    }
    const from = low;
    while (low < sorted.length && this.parentOf(sorted[low] ?? 0) === node) low += 1;
    return sorted.subarray(from, low);
  }

  /** Bytes held in memory. */
  heldBytes(): number {
    return this.keys.length * 21 + this.slots.length * 4 + (this.#byKey?.byteLength ?? 0);
  }

  /** They are asked for after each event that was learned, so sorting all for them would not pay. */
  #rootChildren(): Uint32Array {
    const found: number[] = [];
    for (let node = 1; node < this.size; node += 1) if (this.depths[node] === 1) found.push(node);
    return Uint32Array.from(found.sort((left, right) => this.tokenOf(left) - this.tokenOf(right)));
  }

  #sortByKey(): Uint32Array {
    // Key and node in one number of 52 bits: numbers are sorted faster than by a function.
    const both = Float64Array.from({ length: this.size - 1 }, (_, index) => {
      return ((this.keys[index + 1] ?? 0) >>> 0) * MOST_NODES + index + 1;
    }).sort();
    return Uint32Array.from(both, (number) => number % MOST_NODES);
  }

  #resize(length: number): void {
    const resized = <Numbers extends Uint32Array | Int32Array | Uint8Array>(array: Numbers, into: Numbers): Numbers => {
      into.set(array.length > length ? array.subarray(0, length) : array);
      return into;
    };
    this.keys = resized(this.keys, new Int32Array(length));
    this.counts = resized(this.counts, new Uint32Array(length));
    this.totals = resized(this.totals, new Uint32Array(length));
    this.novelties = resized(this.novelties, new Uint32Array(length));
    this.suffixes = resized(this.suffixes, new Int32Array(length));
    this.depths = resized(this.depths, new Uint8Array(length));
  }

  #index(length: number): void {
    this.slots = new Int32Array(length);
    for (let node = 1; node < this.size; node += 1) this.#put(node);
  }

  #put(node: number): void {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = NgramTrie.place(this.keys[node] ?? 0) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = node;
  }
}
