/** Running count, mean and spread of a quantity (Welford's method). */
export class Tally {
  count = 0;
  mean = 0;
  sum = 0;
  #squares = 0;

  add(value: number): void {
    this.count++;
    this.sum += value;
    const delta = value - this.mean;
    this.mean += delta / this.count;
    this.#squares += delta * (value - this.mean);
  }

  /** Standard deviation over all values; 0 under two. */
  get deviation(): number {
    return this.count < 2 ? 0 : Math.sqrt(this.#squares / this.count);
  }

  /** Deviation over mean: 0 for equal values; 0 where the mean is 0. */
  get variation(): number {
    return this.mean === 0 ? 0 : this.deviation / Math.abs(this.mean);
  }
}
