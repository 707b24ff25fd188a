/** A set that holds at most so many values; `seen` counts distinct ones up to the bound and then says at least. */
export class BoundedSet<T> {
  readonly values = new Set<T>();
  full = false;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns whether the value was new and kept */
  add(value: T): boolean {
    if (this.values.has(value)) return false;
    if (this.values.size >= this.#most) {
      this.full = true;
      return false;
    }
    this.values.add(value);
    return true;
  }

  get size(): number {
    return this.values.size;
  }
}
