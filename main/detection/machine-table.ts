import type { VmFacts } from '../telemetry/vm-facts.ts';

/** A VM that was told, and since when. */
export interface KnownMachine {
  facts: VmFacts;
  firstSeen: number;
  /** Raised when its facts change. */
  version: number;
}

const MOST_MACHINES = 20_000;

/** VMs by what they have. Clones have the same MAC and leases are given again: whoever came by a thing last owns it. */
class Owners {
  readonly #claims = new Map<string, Set<string>>();

  change(uuid: string, before: readonly string[], after: readonly string[]): void {
    const stays = new Set(after);
    for (const key of before) {
      const claims = this.#claims.get(key);
      if (stays.has(key) || claims === undefined) continue;
      claims.delete(uuid);
      if (claims.size === 0) this.#claims.delete(key);
    }
    for (const key of after) {
      const claims = this.#claims.get(key);
      if (claims === undefined) this.#claims.set(key, new Set([uuid]));
      else claims.add(uuid);
    }
  }

  of(key: string): string | undefined {
    let last: string | undefined;
    for (const uuid of this.#claims.get(key) ?? []) last = uuid;
    return last;
  }
}

/** The VMs that hosts told of, found by MAC or leased address. Bounded. */
export class MachineTable {
  readonly machines = new Map<string, KnownMachine>();
  readonly #byMac = new Owners();
  readonly #byAddress = new Owners();

  take(facts: VmFacts, time: number): void {
    const known = this.machines.get(facts.uuid);
    if (known === undefined && this.machines.size >= MOST_MACHINES) return;
    const macsOf = (of: VmFacts | undefined): string[] => of?.interfaces.map(({ mac }) => mac) ?? [];
    const leasesOf = (of: VmFacts | undefined): string[] => of?.addresses.map(({ address }) => address) ?? [];
    this.#byMac.change(facts.uuid, macsOf(known?.facts), macsOf(facts));
    this.#byAddress.change(facts.uuid, leasesOf(known?.facts), leasesOf(facts));
    this.machines.set(facts.uuid, {
      facts,
      firstSeen: known?.firstSeen ?? time,
      version: (known?.version ?? 0) + 1,
    });
  }

  /** Knows a VM no more. */
  forget(uuid: string): void {
    const known = this.machines.get(uuid);
    if (known === undefined) return;
    this.#byMac.change(
      uuid,
      known.facts.interfaces.map(({ mac }) => mac),
      [],
    );
    this.#byAddress.change(
      uuid,
      known.facts.addresses.map(({ address }) => address),
      [],
    );
    this.machines.delete(uuid);
  }

  /**
   * UUID of the VM an address belongs to: the one whose MAC speaks for it, whoever leased it; of several that do, the
   * one that leased it, so that a VM which sends from another's address takes nothing from it.
   * @param macs that speak for it, in the order in which they began to
   */
  ownerOf(address: string, macs: readonly string[]): string | undefined {
    const speakers = macs.map((mac) => this.#byMac.of(mac)).filter((uuid) => uuid !== undefined);
    const holder = this.#byAddress.of(address);
    if (holder !== undefined && (speakers.length === 0 || speakers.includes(holder))) return holder;
    return speakers[0];
  }
}
