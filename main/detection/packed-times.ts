/**
 * Instants in the order they came, microseconds, at most so many: eight bytes each and no slack to speak of, because a
 * fleet keeps tens of thousands of such lists for weeks.
 */
export class PackedTimes {
  length = 0;
  readonly #most: number;
  #kept = new Float64Array(4);

  constructor(most: number) {
    this.#most = most;
  }

  /** Adds an instant; beyond the bound nothing is added. */
  add(time: number): void {
    if (this.length === this.#most) return;
    if (this.length === this.#kept.length) {
      const wider = new Float64Array(Math.min(this.#most, this.#kept.length * 2));
      wider.set(this.#kept);
      this.#kept = wider;
    }
    this.#kept[this.length++] = time;
  }

  /** What is kept; a view that the next instant may leave behind. */
  get values(): Float64Array {
    return this.#kept.subarray(0, this.length);
  }
}
