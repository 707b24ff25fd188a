/**
 * How far a reader may go: to a time of the evidence, which moves on while it is played. Readers wait here; without a
 * pace nothing waits.
 */
export class Pace {
  #until: number;
  #stopped = false;
  #wake: () => void = () => {};

  /** @param until microseconds since the epoch; infinite where nothing is paced */
  constructor(until: number) {
    this.#until = until;
  }

  /** Whether anything is held back: then readers take small steps. */
  get holds(): boolean {
    return Number.isFinite(this.#until);
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Readers may go to this time. */
  goOn(until: number): void {
    this.#until = until;
    this.#wake();
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** Whether a reader that is at a time must wait. */
  mustWait(time: number): boolean {
    return time > this.#until && !this.#stopped;
  }

  /** Waits until a time may be told. */
  async reach(time: number): Promise<void> {
    while (this.mustWait(time)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
