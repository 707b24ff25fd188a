import type { VmFacts } from '../telemetry/vm-facts.ts';

/** A VM that was told, and since when. */
export interface KnownMachine {
  facts: VmFacts;
  firstSeen: number;
  /** Raised when its facts change. */
  version: number;
}

const MOST_MACHINES = 20_000;

/** The VMs that hosts told of, found by MAC or leased address. Bounded. */
export class MachineTable {
  readonly machines = new Map<string, KnownMachine>();
  readonly #byMac = new Map<string, string>();
  readonly #byAddress = new Map<string, string>();

  get size(): number {
    return this.machines.size;
  }

  take(facts: VmFacts, time: number): void {
    const known = this.machines.get(facts.uuid);
    if (known === undefined && this.machines.size >= MOST_MACHINES) return;
    if (known !== undefined) {
      for (const { mac } of known.facts.interfaces) if (this.#byMac.get(mac) === facts.uuid) this.#byMac.delete(mac);
      for (const { address } of known.facts.addresses)
        if (this.#byAddress.get(address) === facts.uuid) this.#byAddress.delete(address);
    }
    for (const { mac } of facts.interfaces) this.#byMac.set(mac, facts.uuid);
    for (const { address } of facts.addresses) this.#byAddress.set(address, facts.uuid);
    this.machines.set(facts.uuid, {
      facts,
      firstSeen: known?.firstSeen ?? time,
      version: (known?.version ?? 0) + 1,
    });
  }

  /** UUID of the VM an address belongs to: by the MACs that speak for it, else by its lease. */
  ownerOf(address: string, macs: readonly string[]): string | undefined {
    for (const mac of macs) {
      const owner = this.#byMac.get(mac);
      if (owner !== undefined) return owner;
    }
    return this.#byAddress.get(address);
  }
}
