/** A map that holds at most so many keys; what came when it was full is counted, not kept. */
export class BoundedMap<K, V> {
  readonly entries = new Map<K, V>();
  refused = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** The value of a key, made where it is new; undefined where the map is full. */
  obtain(key: K, make: () => V): V | undefined {
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    if (this.entries.size >= this.#most) {
      this.refused++;
      return undefined;
    }
    const made = make();
    this.entries.set(key, made);
    return made;
  }

  get size(): number {
    return this.entries.size;
  }
}
