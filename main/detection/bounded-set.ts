const NONE: ReadonlySet<never> = new Set();

/** A set that holds at most so many values; `full` once one had to be left out. Costs next to nothing while empty. */
export class BoundedSet<T> {
  full = false;
  readonly #most: number;
  #kept: Set<T> | null = null;

  constructor(most: number) {
    this.#most = most;
  }

  /** What is kept, in the order it came. */
  get values(): ReadonlySet<T> {
    return this.#kept ?? NONE;
  }

  /** @returns whether the value was new and kept */
  add(value: T): boolean {
    const kept = (this.#kept ??= new Set());
    if (kept.has(value)) return false;
    if (kept.size >= this.#most) {
      this.full = true;
      return false;
    }
    kept.add(value);
    return true;
  }

  get size(): number {
    return this.#kept?.size ?? 0;
  }
}
