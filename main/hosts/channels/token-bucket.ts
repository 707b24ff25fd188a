/** Measures a stream against a rate: so much each second, and so much at once after it was quiet. */
export class TokenBucket {
  readonly #rate: number;
  readonly #burst: number;
  #tokens: number;
  #time: number;

  /**
   * @param rate tokens that come each second
   * @param burst most that are kept
   * @param now milliseconds of a clock that never steps back
   */
  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate;
    this.#burst = burst;
    this.#tokens = burst;
    this.#time = now;
  }

  /** Takes so many tokens; false where there are not enough, and then none are taken. */
  take(tokens: number, now: number): boolean {
    const passed = Math.max(0, now - this.#time);
    this.#time = Math.max(this.#time, now);
    this.#tokens = Math.min(this.#burst, this.#tokens + (passed * this.#rate) / 1000);
    if (tokens > this.#tokens) return false;
    this.#tokens -= tokens;
    return true;
  }
}
