const DOT = 46;

/** Where the bytes of an entry's key stand: bytes[from(entry)] … bytes[to(entry) − 1]. */
export interface KeyBytes {
  readonly bytes: Uint8Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** Mixes all bits of a 32-bit number (the finaliser of MurmurHash3). */
export function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * Texts (ASCII, lower case) to numbers of entries: open addressing by double hashing, keys compared byte by byte in the
 * caller's own memory. Ten bytes an entry at half load. Keys are hashed from their end, so that all suffixes of a name
 * are looked up in one walk. Hashes are seeded: whoever fills a feed cannot choose texts that collide.
 */
export class TextTable {
  readonly #mask: number;
  /** Entry + 1, 0 for none. */
  readonly #slots: Uint32Array;
  /** Eight more bits of the hash, 1 to 255, 0 for none: two in three misses are answered from this small array alone. */
  readonly #tags: Uint8Array;
  readonly #keys: KeyBytes;
  readonly #first: number;
  readonly #second: number;

  /** @param most entries that will be put in @param seed secret 32-bit numbers */
  constructor(most: number, keys: KeyBytes, seed: readonly [number, number]) {
    let size = 16;
    while (size < most * 2) size *= 2;
    this.#mask = size - 1;
    this.#slots = new Uint32Array(size);
    this.#tags = new Uint8Array(size);
    this.#keys = keys;
    [this.#first, this.#second] = seed;
  }

  /** Puts an entry under its key. @returns the entry that already is there, or −1 */
  put(entry: number): number {
    const { bytes, from, to } = this.#keys;
    const start = from[entry] ?? 0;
    const end = to[entry] ?? 0;
    let first = this.#first;
    let second = this.#second;
    for (let at = end - 1; at >= start; at--) {
      const code = bytes[at] ?? 0;
      first = Math.imul(first ^ code, 0x01000193);
      second = Math.imul(second ^ code, 0x5bd1e995);
    }
    const place = mix(first);
    const other = mix(second);
    const tag = (other >>> 24) | 1;
    const step = other | 1;
    for (let slot = place & this.#mask; ; slot = (slot + step) & this.#mask) {
      const found = this.#tags[slot];
      if (found === 0) {
        this.#tags[slot] = tag;
        this.#slots[slot] = entry + 1;
        return -1;
      }
      if (found !== tag) continue;
      const known = (this.#slots[slot] ?? 0) - 1;
      if (this.#same(known, start, end)) return known;
    }
  }

  /** Entry of a text, −1 where there is none. */
  find(text: string): number {
    let first = this.#first;
    let second = this.#second;
    for (let at = text.length - 1; at >= 0; at--) {
      const code = fold(text.charCodeAt(at));
      first = Math.imul(first ^ code, 0x01000193);
      second = Math.imul(second ^ code, 0x5bd1e995);
    }
    return this.#probe(text, 0, first, second);
  }

  /**
   * Entries of a name and of all its parents, the shortest first.
   * @param visit told the entry and where its key begins in the name: 0 for the whole name; ends the walk by true
   */
  findSuffixes(name: string, visit: (entry: number, start: number) => boolean | void): void {
    let first = this.#first;
    let second = this.#second;
    for (let at = name.length - 1; at >= -1; at--) {
      const code = at < 0 ? DOT : fold(name.charCodeAt(at));
      if (code === DOT && at + 1 < name.length) {
        const entry = this.#probe(name, at + 1, first, second);
        if (entry >= 0 && visit(entry, at + 1) === true) return;
      }
      first = Math.imul(first ^ code, 0x01000193);
      second = Math.imul(second ^ code, 0x5bd1e995);
    }
  }

  /** Whether a name or a parent of it is there. */
  hasSuffix(name: string): boolean {
    let is = false;
    this.findSuffixes(name, () => (is = true));
    return is;
  }

  #probe(text: string, start: number, first: number, second: number): number {
    const other = mix(second);
    const tag = (other >>> 24) | 1;
    const step = other | 1;
    for (let slot = mix(first) & this.#mask; ; slot = (slot + step) & this.#mask) {
      const found = this.#tags[slot];
      if (found === 0) return -1;
      if (found !== tag) continue;
      const entry = (this.#slots[slot] ?? 0) - 1;
      if (this.#equals(entry, text, start)) return entry;
    }
  }

  #equals(entry: number, text: string, start: number): boolean {
    const { bytes, from, to } = this.#keys;
    const begin = from[entry] ?? 0;
    const length = (to[entry] ?? 0) - begin;
    if (length !== text.length - start) return false;
    for (let at = 0; at < length; at++) if (bytes[begin + at] !== fold(text.charCodeAt(start + at))) return false;
    return true;
  }

  #same(entry: number, start: number, end: number): boolean {
    const { bytes, from, to } = this.#keys;
    const begin = from[entry] ?? 0;
    if ((to[entry] ?? 0) - begin !== end - start) return false;
    for (let at = 0; at < end - start; at++) if (bytes[begin + at] !== bytes[start + at]) return false;
    return true;
  }
}

/** Lower case of an ASCII letter; anything else as it is. */
function fold(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}
