/**
 * The same model as one would write it first, maps of maps by text: what typed arrays are measured against. Interpolated after
 * Witten and Bell, to the same probabilities.
 */
export class NaiveNgrams {
  readonly #order: number;
  readonly #alphabet: number;
  readonly #followers = new Map<string, Map<number, number>>();

  constructor(order: number, alphabet: number) {
    this.#order = order;
    this.#alphabet = alphabet;
  }

  learn(run: readonly number[]): void {
    for (const [index, token] of run.entries()) {
      for (let length = 0; length < this.#order && length <= index; length += 1) {
        const context = run.slice(index - length, index).join();
        const followers = this.#followers.get(context) ?? new Map<number, number>();
        this.#followers.set(context, followers);
        followers.set(token, (followers.get(token) ?? 0) + 1);
      }
    }
  }

  /** Bits of each event. */
  score(run: readonly number[]): number[] {
    return run.map((token, index) => {
      let probability = 1 / this.#alphabet;
      for (let length = 0; length < this.#order && length <= index; length += 1) {
        const followers = this.#followers.get(run.slice(index - length, index).join());
        if (followers === undefined) break;
        let all = 0;
        for (const count of followers.values()) all += count;
        const kinds = followers.size;
        probability = ((followers.get(token) ?? 0) + kinds * probability) / (all + kinds);
      }
      return -Math.log2(probability);
    });
  }
}
