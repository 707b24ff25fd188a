/**
 * Scores of the newest accepted windows, and how unusual another is among them: the conformal p-value
 * (1 + number at least as great) / (1 + number), which is valid whatever the scores are distributed like, as long as the
 * order in which they come does not matter (Vovk, Gammerman and Shafer 2005). A score is put in as soon as it was asked
 * about, so that p-values do not depend on each other, and taken out again where its window turns out to be an anomaly.
 */
export class ConformalRing {
  readonly capacity: number;
  #scores = new Float32Array(0);
  #bits = new Float32Array(0);
  #put = 0;
  #expelled = 0;

  constructor(capacity = 512) {
    this.capacity = capacity;
  }

  /** Windows it compares with. */
  get size(): number {
    return Math.min(this.#put, this.capacity) - this.#expelled;
  }

  /** How many of what is kept lie at or above, as a p-value; 1 while nothing is kept. */
  pValue(score: number): number {
    const asked = Math.fround(score);
    const filled = Math.min(this.#put, this.capacity);
    let above = 0;
    // What was expelled is NaN: neither above nor below.
    for (let at = 0; at < filled; at++) if ((this.#scores[at] ?? 0) >= asked) above++;
    return (1 + above) / (1 + this.size);
  }

  /**
   * Takes a window among those that others are compared with; the oldest gives way.
   * @param bits its mean bits an event, for the bands of a chart
   * @returns its number, see {@link ConformalRing.expel}
   */
  put(score: number, bits: number): number {
    const at = this.#put % this.capacity;
    if (at >= this.#scores.length) this.#grow();
    if (this.#put >= this.capacity && Number.isNaN(this.#scores[at])) this.#expelled--;
    this.#scores[at] = score;
    this.#bits[at] = bits;
    return this.#put++;
  }

  /** Takes a window out by its number; does nothing where it has given way already. */
  expel(number: number): void {
    if (number < 0 || number >= this.#put || number < this.#put - this.capacity) return;
    const at = number % this.capacity;
    if (Number.isNaN(this.#scores[at])) return;
    this.#scores[at] = Number.NaN;
    this.#expelled++;
  }

  /** Mean bits an event at shares of the kept windows, lowest first; null while there are too few to tell. */
  bitsAt(shares: readonly number[]): number[] | null {
    if (this.size < 20) return null;
    // What was expelled is NaN, and sorted last.
    const kept = this.#bits.slice(0, Math.min(this.#put, this.capacity));
    for (let at = 0; at < kept.length; at++) if (Number.isNaN(this.#scores[at])) kept[at] = Number.NaN;
    const sorted = kept.sort().subarray(0, this.size);
    return shares.map((share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0);
  }

  /** What is kept, oldest first. */
  toPairs(): [score: number, bits: number][] {
    return this.#kept();
  }

  /** Takes what {@link ConformalRing.toPairs} gave. */
  restore(pairs: readonly (readonly [number, number])[]): void {
    this.#put = 0;
    this.#expelled = 0;
    for (const [score, bits] of pairs.slice(-this.capacity)) this.put(score, bits);
  }

  /** Most streams are seldom heard of: they take no more room than they need. */
  #grow(): void {
    const length = Math.min(this.capacity, Math.max(16, Math.ceil(this.#scores.length * 1.5)));
    const scores = new Float32Array(length);
    scores.set(this.#scores);
    const bits = new Float32Array(length);
    bits.set(this.#bits);
    this.#scores = scores;
    this.#bits = bits;
  }

  #kept(): [number, number][] {
    const kept: [number, number][] = [];
    for (let number = Math.max(0, this.#put - this.capacity); number < this.#put; number++) {
      const at = number % this.capacity;
      const score = this.#scores[at] ?? 0;
      if (!Number.isNaN(score)) kept.push([score, this.#bits[at] ?? 0]);
    }
    return kept;
  }
}
