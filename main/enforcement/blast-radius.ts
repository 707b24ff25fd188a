/** Milliseconds over which VMs are counted. */
const WINDOW = 3_600_000;
/** VMs an hour that automation may always act on; and the share of the fleet. */
const ALWAYS = 3;
const SHARE = 0.1;

/** How many VMs automation may act on: so that a wrong rule, or somebody who provokes it, cannot take the fleet down. */
export class BlastRadius {
  /** When automation acted on a VM last, milliseconds. */
  readonly #acted = new Map<string, number>();

  /** Whether it may act on one more VM: at most 3 or a tenth of the fleet an hour, whichever is more. */
  admits(uuid: string, fleet: number, now: number): boolean {
    this.#forget(now);
    return this.#acted.has(uuid) || this.#acted.size < limit(fleet);
  }

  note(uuid: string, now: number): void {
    this.#acted.set(uuid, now);
  }

  /** 0 to 1. */
  used(fleet: number, now: number): number {
    this.#forget(now);
    return Math.min(1, this.#acted.size / limit(fleet));
  }

  #forget(now: number): void {
    for (const [uuid, at] of this.#acted) if (now - at >= WINDOW) this.#acted.delete(uuid);
  }
}

function limit(fleet: number): number {
  return Math.max(ALWAYS, Math.floor(fleet * SHARE));
}
