const NONE: ReadonlyMap<unknown, unknown> = new Map();

/**
 * A map that holds at most so many keys; what came when it was full is counted, not kept. Costs next to nothing while
 * it is empty, for most of what might be gathered on a host never is.
 */
export class BoundedMap<K, V> {
  refused = 0;
  readonly #most: number;
  #kept: Map<K, V> | null = null;

  constructor(most: number) {
    this.#most = most;
  }

  /** What is kept, in the order it came. */
  get entries(): ReadonlyMap<K, V> {
    return this.#kept ?? (NONE as ReadonlyMap<K, V>);
  }

  /** The value of a key, made where it is new; undefined where the map is full. */
  obtain(key: K, make: () => V): V | undefined {
    const kept = (this.#kept ??= new Map());
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= this.#most) {
      this.refused++;
      return undefined;
    }
    const made = make();
    kept.set(key, made);
    return made;
  }

  /** Puts another value in the place of one that is kept; does nothing for a key that is not. */
  replace(key: K, value: V): void {
    if (this.#kept?.has(key) === true) this.#kept.set(key, value);
  }

  delete(key: K): void {
    this.#kept?.delete(key);
  }

  get size(): number {
    return this.#kept?.size ?? 0;
  }
}
