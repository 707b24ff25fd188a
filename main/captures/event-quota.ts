/** Events of one VM's agent that are kept: so many at once, and so many a second over a longer time. */
const BURST = 500;
const RATE = 20;
const MICROSECONDS = 1e6;

/** How many events of each VM may be kept: a guest that makes them up must not push out those of the others. */
export class EventQuota {
  readonly #left = new Map<string, { events: number; since: number }>();

  /** @param time microseconds @returns whether one more is kept */
  takes(uuid: string, time: number): boolean {
    const known = this.#left.get(uuid) ?? { events: BURST, since: time };
    const events = Math.min(BURST, known.events + (Math.max(0, time - known.since) / MICROSECONDS) * RATE);
    const isKept = events >= 1;
    this.#left.set(uuid, { events: isKept ? events - 1 : events, since: Math.max(time, known.since) });
    return isKept;
  }

  forget(uuid: string): void {
    this.#left.delete(uuid);
  }
}
