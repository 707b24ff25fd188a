/** Tokens fit in these bits of a key, the node they follow in the rest. */
const TOKEN_BITS = 12;
/** Most tokens a trie tells apart, 0 among them. */
export const MOST_TOKENS = 2 ** TOKEN_BITS;
/** Most nodes a trie can hold. */
export const MOST_NODES = 2 ** (32 - TOKEN_BITS);

/** Who knows where its keys will collide could slow the table down: places differ in each process, answers do not. */
const seed = Math.floor(Math.random() * 2 ** 32) | 0;

/**
 * A trie of counted n-grams in typed arrays. A node is an n-gram, named by its index; node 0 is the empty one. Parents and
 * suffixes come before their nodes. A node costs 33 bytes, and 8 to 16 in the table that finds it by parent and token;
 * arrays double, so between a half and all of them is in use.
 */
export class NgramTrie {
  /** Nodes in use, the empty n-gram among them. */
  size = 1;
  /** Parent and last token: `parent * 2 ** 12 + token`. */
  keys: Uint32Array = new Uint32Array(16);
  counts: Uint32Array = new Uint32Array(16);
  /** Sum of the children's counts. */
  totals: Uint32Array = new Uint32Array(16);
  /** Weight of what is not among the children: how many kinds followed, and what was pruned. */
  novelties: Uint32Array = new Uint32Array(16);
  /** The same n-gram without its first token. */
  suffixes: Int32Array = new Int32Array(16);
  /** First child and next sibling, 0 = none. */
  children: Int32Array = new Int32Array(16);
  siblings: Int32Array = new Int32Array(16);
  depths: Uint8Array = new Uint8Array(16);
  /** Open addressing: key and node in turn, node 0 = free. A power of two of pairs, at most three quarters in use. */
  slots: Int32Array = new Int32Array(64);

  /** The child of a node by its token, 0 where there is none. */
  find(parent: number, token: number): number {
    const { slots } = this;
    const key = (parent << TOKEN_BITS) | token;
    const mask = slots.length - 2;
    let slot = NgramTrie.place(key) & mask;
    for (;;) {
      const node = slots[slot + 1] ?? 0;
      if (node === 0 || slots[slot] === key) return node;
      slot = (slot + 2) & mask;
    }
  }

  /** Adds a child that is not there. Its suffix is. Counts are the caller's. */
  add(parent: number, token: number, suffix: number): number {
    const node = this.size;
    if (node === this.keys.length) this.#grow(node * 2);
    this.size += 1;
    this.keys[node] = (parent << TOKEN_BITS) | token;
    this.suffixes[node] = suffix;
    this.depths[node] = (this.depths[parent] ?? 0) + 1;
    this.siblings[node] = this.children[parent] ?? 0;
    this.children[parent] = node;
    if (this.size * 8 > this.slots.length * 3) this.#index(this.slots.length * 2);
    else this.#put(node);
    return node;
  }

  /** Where a key is looked for first; taken by the caller modulo the table's length, even. */
  static place(key: number): number {
    let mixed = Math.imul(key ^ seed, 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
    return (mixed ^ (mixed >>> 13)) << 1;
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
    this.children.fill(0);
    let next = 1;
    for (let node = 1; node < size; node += 1) {
      if (!isKept(node)) continue;
      const parent = moved[(keys[node] ?? 0) >>> TOKEN_BITS] ?? 0;
      moved[node] = next;
      keys[next] = (parent << TOKEN_BITS) | ((keys[node] ?? 0) & (MOST_TOKENS - 1));
      counts[next] = counts[node] ?? 0;
      totals[next] = totals[node] ?? 0;
      novelties[next] = novelties[node] ?? 0;
      suffixes[next] = moved[suffixes[node] ?? 0] ?? 0;
      depths[next] = depths[node] ?? 0;
      this.siblings[next] = this.children[parent] ?? 0;
      this.children[parent] = next;
      next += 1;
    }
    for (const array of [keys, counts, totals, novelties, suffixes, depths]) array.fill(0, next, size);
    this.size = next;
    this.#grow(Math.max(16, 2 ** Math.ceil(Math.log2(next + 1))));
    this.#index(2 ** Math.ceil(Math.log2(Math.max(64, (next * 8) / 3 + 1))));
    return moved;
  }

  /** Children of a node by token, ascending: the order does not depend on what was learned first. */
  childrenOf(node: number): number[] {
    const found: number[] = [];
    for (let child = this.children[node] ?? 0; child !== 0; child = this.siblings[child] ?? 0) found.push(child);
    if (found.length < 2) return found;
    return found.sort((left, right) => this.tokenOf(left) - this.tokenOf(right));
  }

  /** Bytes held in memory. */
  heldBytes(): number {
    return this.keys.length * 29 + this.slots.length * 4;
  }

  #grow(length: number): void {
    const resized = <Numbers extends Uint32Array | Int32Array | Uint8Array>(array: Numbers, into: Numbers): Numbers => {
      into.set(array.length > length ? array.subarray(0, length) : array);
      return into;
    };
    this.keys = resized(this.keys, new Uint32Array(length));
    this.counts = resized(this.counts, new Uint32Array(length));
    this.totals = resized(this.totals, new Uint32Array(length));
    this.novelties = resized(this.novelties, new Uint32Array(length));
    this.suffixes = resized(this.suffixes, new Int32Array(length));
    this.children = resized(this.children, new Int32Array(length));
    this.siblings = resized(this.siblings, new Int32Array(length));
    this.depths = resized(this.depths, new Uint8Array(length));
  }

  #index(length: number): void {
    this.slots = new Int32Array(length);
    for (let node = 1; node < this.size; node += 1) this.#put(node);
  }

  #put(node: number): void {
    const { slots } = this;
    const key = (this.keys[node] ?? 0) | 0;
    const mask = slots.length - 2;
    let slot = NgramTrie.place(key) & mask;
    while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
    slots[slot] = key;
    slots[slot + 1] = node;
  }
}
