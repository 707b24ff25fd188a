/** What is remembered of a condition of a VM so that it does not come and go with every wave of a figure. */
export interface Steady {
  holds: boolean;
  /** Microseconds since which it would turn, null while it would not. */
  turning: number | null;
}

/** Memory of all conditions, by their keys. It is plain data: the same memory, world and policies give the same rules. */
export type SteadyMemory = ReadonlyMap<string, Steady>;

/** How far a figure must be back over its threshold before a condition ends. */
export const MARGIN = 0.05;
/** Microseconds for which it must be so. */
export const DWELL = 60_000_000;

/**
 * Whether a condition holds, with hysteresis. What means danger begins at once and ends only after a while on the other side; what means calm
 * begins after a while and ends at once. So that rules become stricter without delay, and looser only when it lasts.
 */
export class Steadiness {
  readonly next = new Map<string, Steady>();
  readonly #memory: SteadyMemory | null;
  readonly #time: number;

  /** @param memory of the resolution before; null at the first, or where nothing goes on: then conditions are as they are now */
  constructor(memory: SteadyMemory | null, time: number) {
    this.#memory = memory;
    this.#time = time;
  }

  /** @param stays whether it is still within the margin in which it neither begins nor ends */
  danger(key: string, begins: boolean, stays: boolean): boolean {
    const before = this.#memory?.get(key);
    if (begins || (before !== undefined && stays)) return this.#keep(key, true, null);
    if (before === undefined) return false;
    const turning = Math.min(before.turning ?? this.#time, this.#time);
    return this.#time - turning < DWELL && this.#keep(key, true, turning);
  }

  calm(key: string, begins: boolean): boolean {
    if (!begins) return false;
    const before = this.#memory?.get(key);
    if (this.#memory === null || before?.holds === true) return this.#keep(key, true, null);
    const turning = Math.min(before?.turning ?? this.#time, this.#time);
    if (this.#time - turning >= DWELL) return this.#keep(key, true, null);
    this.next.set(key, { holds: false, turning });
    return false;
  }

  /** A figure that is followed only when it has moved by more than `step`, else as it was. */
  figure(key: string, value: number, step: number): number {
    const before = this.#memory?.get(key)?.turning ?? null;
    const kept = before !== null && Math.abs(before - value) <= step ? before : value;
    this.next.set(key, { holds: true, turning: kept });
    return kept;
  }

  #keep(key: string, holds: boolean, turning: number | null): boolean {
    this.next.set(key, { holds, turning });
    return true;
  }
}
