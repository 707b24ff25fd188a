/** Records let through before only new kinds are. */
const FREE = 2000;
const KINDS = 1024;

/**
 * Bounds the records of one long flow: the first ones pass, after that only the first of each kind not seen before.
 * A controller polled for a day says in its 2,000 first calls what it says all day.
 */
export class RecordBudget {
  #passed = 0;
  readonly #kinds = new Set<string | number>();

  /** @param kind what makes records alike */
  allow(kind: string | number): boolean {
    if (this.#kinds.size < KINDS && !this.#kinds.has(kind)) {
      this.#kinds.add(kind);
      this.#passed++;
      return true;
    }
    return this.#passed++ < FREE;
  }
}
