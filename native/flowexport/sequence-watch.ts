/** Exporters whose numbers are followed. */
const MOST_FOLLOWED = 1024;
/** A larger gap is a restart, not a loss. */
const LARGEST_GAP = 1_000_000;

/** Finds what was lost on the way by the numbers that exporters give to what they send. */
export class SequenceWatch {
  readonly #next = new Map<string, { sequence: number; unsure: number }>();

  /**
   * @param sequence number of the first thing in a datagram, 32 bits that wrap around
   * @param count things in it that all exporters number
   * @returns things that are missing before it; late ones are 0
   */
  take(key: string, sequence: number, count: number): number {
    const expected = this.#next.get(key);
    const gap = expected === undefined ? 0 : (sequence - expected.sequence) >>> 0;
    // A datagram that comes late was counted as lost already; it must not set the numbers back.
    const isLate = gap > 0xffffffff - LARGEST_GAP;
    if (!isLate) {
      this.#next.delete(key);
      this.#next.set(key, { sequence: (sequence + count) >>> 0, unsure: 0 });
      const [oldest] = this.#next.keys();
      if (this.#next.size > MOST_FOLLOWED && oldest !== undefined) this.#next.delete(oldest);
    }
    return gap <= LARGEST_GAP ? Math.max(0, gap - (expected?.unsure ?? 0)) : 0;
  }

  /** A datagram held things that only some exporters number: so many may not be missing though their numbers are. */
  doubt(key: string, count: number): void {
    const expected = this.#next.get(key);
    if (expected !== undefined) expected.unsure += count;
  }
}
