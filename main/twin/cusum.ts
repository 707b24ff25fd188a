/**
 * A one-sided cumulative sum (Page 1954) over −ln p: each step adds what its p-value weighs less an allowance, never below
 * 0, so that a departure that lasts adds up while single odd windows are forgotten. −ln p of a uniform p-value has mean 1.
 */
export class Cusum {
  /** What one step may weigh without being remembered: twice its mean. */
  static readonly ALLOWANCE = 2;
  #sum = 0;

  get sum(): number {
    return this.#sum;
  }

  /** Whether anything is remembered. */
  get isRising(): boolean {
    return this.#sum > 0;
  }

  /** Adds a step. @returns whether the sum passed the threshold; then it begins anew */
  take(pValue: number, threshold: number): boolean {
    this.#sum = Math.max(0, this.#sum - Math.log(Math.max(pValue, 1e-300)) - Cusum.ALLOWANCE);
    if (this.#sum < threshold) return false;
    this.#sum = 0;
    return true;
  }

  /** Goes on from a sum that was kept, or from 0. */
  restart(sum = 0): void {
    this.#sum = Math.max(0, sum);
  }
}
