/**
 * Bytes of frames an agent may have under way, and bytes a second it may send over a longer time: below the quota of its
 * channel, which counts messages and the signs of life as well.
 */
const WINDOW = 256 * 1024;
const RATE = 160 * 1024;
/** Less than this is not worth a frame. */
const WORTH = WINDOW / 4;
/** Microseconds in which a grant may not have come to the agent yet. */
const UNDER_WAY = 2e6;

/**
 * How much an agent may still send. It knows what was granted and what was used; where frames were lost on the way, the
 * agent's own account of what it has left mends it, so that a loss does not silence it for ever. Times in microseconds.
 */
export class AgentCredit {
  #outstanding = 0;
  #allowance = 0;
  #since = 0;
  #grants: { time: number; bytes: number }[] = [];

  /** Begins anew. @returns bytes granted at once */
  begin(now: number): number {
    this.#outstanding = WINDOW;
    this.#allowance = 0;
    this.#since = now;
    this.#grants = [];
    return WINDOW;
  }

  /** @param left what the agent says it has left, null where it did not say */
  used(now: number, bytes: number, left: number | null): void {
    this.#outstanding = Math.max(0, this.#outstanding - bytes);
    if (left === null) return;
    this.#grants = this.#grants.filter(({ time }) => now - time < UNDER_WAY);
    const unheard = this.#grants.reduce((sum, grant) => sum + grant.bytes, 0);
    // More than was granted is no account that could be believed.
    this.#outstanding = Math.min(this.#outstanding, left + unheard);
  }

  /** @returns bytes to grant now, 0 where that is not worth a frame */
  grant(now: number): number {
    this.#allowance = Math.min(WINDOW, this.#allowance + (Math.max(0, now - this.#since) / 1e6) * RATE);
    this.#since = now;
    const bytes = Math.floor(Math.min(WINDOW - this.#outstanding, this.#allowance));
    if (bytes < WORTH) return 0;
    this.#allowance -= bytes;
    this.#outstanding += bytes;
    this.#grants.push({ time: now, bytes });
    return bytes;
  }
}
