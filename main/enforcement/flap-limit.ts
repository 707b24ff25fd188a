/** Milliseconds in which repairs are counted, and how many there may be. */
const WINDOW = 600_000;
const MOST = 3;

/** Whether rules that others change are put back again: a fight with another program is shown, not fought. */
export class FlapLimit {
  #repairs: number[] = [];

  /** Notes a repair that is about to be made. @returns false where there were too many */
  allows(now: number): boolean {
    this.#repairs = this.#repairs.filter((at) => now - at < WINDOW);
    if (this.#repairs.length >= MOST) return false;
    this.#repairs.push(now);
    return true;
  }
}
