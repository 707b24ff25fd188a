/** Clock pairs that are looked at: about a minute of signs of life. */
const PAIRS = 64;
/** So many pairs in a row that are later by so much are a guest that stood still: paused, restored, migrated. */
const JUMP_PAIRS = 3;
const JUMP = 500_000;
/** What a guest tells may have waited so long, microseconds; nothing is older, and nothing newer than its coming. */
const OLDEST = 15 * 60_000_000;

/**
 * Brings a guest's boot times to the console's clock. A message takes time to come, never less than none, so of all recent
 * differences between the console's time of coming and the guest's boot time the smallest is the truest (minimum-delay
 * estimator, as NTP's clock filter). The guest's wall clock plays no part.
 */
export class BootClock {
  #offsets: number[] = [];

  /** A guest said its boot time, and when that came; microseconds. */
  pair(boot: number, received: number): void {
    this.#offsets.push(received - boot);
    if (this.#offsets.length > PAIRS) this.#offsets.shift();
    const newest = this.#offsets.slice(-JUMP_PAIRS);
    if (newest.length < JUMP_PAIRS || this.#offsets.length === newest.length) return;
    if (Math.min(...newest) > Math.min(...this.#offsets.slice(0, -JUMP_PAIRS)) + JUMP) this.#offsets = newest;
  }

  /** The guest booted anew: what was learned is void. */
  reset(): void {
    this.#offsets = [];
  }

  /** @param received when it came: whatever the guest says, it was not later, and not much earlier */
  toEpoch(boot: number, received: number): number {
    const offset = this.#offsets.length === 0 ? received - boot : Math.min(...this.#offsets);
    return Math.round(Math.max(received - OLDEST, Math.min(received, boot + offset)));
  }
}
