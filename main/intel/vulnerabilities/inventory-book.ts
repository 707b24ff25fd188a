import type { AgentPackage, AgentRecord } from '../../telemetry/agent-report.ts';

/** Packages that are kept of a guest; what comes after is left out. */
const MOST_PACKAGES = 20_000;
const MOST_PARTS = 1024;
/** Packages that are told again at once. */
const PART = 4096;
/** Packages of all guests that are known apart; guests beyond have objects of their own. */
const MOST_KNOWN = 500_000;

/** What a guest has installed, as its agent told last. */
export interface Inventory {
  distribution: string;
  /** The running kernel's release. */
  kernel: string;
  /** Packages; libraries, which have no version, are left out. */
  packages: readonly AgentPackage[];
}

interface Guest {
  distribution: string;
  kernel: string;
  packages: readonly AgentPackage[] | null;
  /** Parts of the inventory that is being told. */
  coming: { parts: number; next: number; packages: AgentPackage[] } | null;
  version: number;
}

/** The newest inventory of each guest, put together of its parts. Packages that guests have in common are kept once. */
export class InventoryBook {
  readonly #guests = new Map<string, Guest>();
  readonly #known = new Map<string, AgentPackage>();

  /** @returns whether an inventory of this guest is complete now, which it was not before */
  take(uuid: string, record: AgentRecord): boolean {
    if (record.kind === 'hello') {
      const { distribution, kernel } = record.hello;
      const guest = this.#guest(uuid);
      if (guest.distribution !== distribution || guest.kernel !== kernel) guest.version++;
      guest.distribution = distribution;
      guest.kernel = kernel;
      guest.coming = null;
      return false;
    }
    if (record.kind !== 'inventory' || record.part < 1 || record.parts > MOST_PARTS) return false;
    const guest = this.#guest(uuid);
    const { part, parts, packages } = record;
    if (part === 1) guest.coming = { parts, next: 1, packages: [] };
    const { coming } = guest;
    // Of an inventory with a part lost, nothing is believed: the one before stands until the next.
    if (coming === null || coming.parts !== parts || coming.next !== part) {
      guest.coming = null;
      return false;
    }
    coming.next++;
    for (const one of packages) {
      if (coming.packages.length < MOST_PACKAGES && one.kind !== 'library') coming.packages.push(this.#share(one));
    }
    if (part < parts) return false;
    guest.coming = null;
    guest.packages = coming.packages;
    guest.version++;
    return true;
  }

  /** The inventory of a guest, undefined before it was told whole. */
  of(uuid: string): Inventory | undefined {
    const guest = this.#guests.get(uuid);
    if (guest === undefined || guest.packages === null) return undefined;
    const { distribution, kernel, packages } = guest;
    return { distribution, kernel, packages };
  }

  /** Raised with every inventory of a guest; 0 before the first. */
  versionOf(uuid: string): number {
    return this.#guests.get(uuid)?.version ?? 0;
  }

  /** Knows an inventory again that was kept. */
  restore(uuid: string, { distribution, kernel, packages }: Inventory): void {
    const shared = packages.slice(0, MOST_PACKAGES).map((one) => this.#share(one));
    const version = this.versionOf(uuid) + 1;
    this.#guests.set(uuid, { distribution, kernel, packages: shared, coming: null, version });
  }

  /** The inventory of a guest as its agent would tell it. */
  retell(uuid: string): AgentRecord[] {
    const packages = this.#guests.get(uuid)?.packages ?? null;
    if (packages === null) return [];
    const parts = Math.max(1, Math.ceil(packages.length / PART));
    return Array.from({ length: parts }, (_, at) => ({
      kind: 'inventory',
      part: at + 1,
      parts,
      packages: packages.slice(at * PART, (at + 1) * PART),
    }));
  }

  /** Guests whose inventory is known. */
  *entries(): IterableIterator<[uuid: string, Inventory]> {
    for (const uuid of this.#guests.keys()) {
      const inventory = this.of(uuid);
      if (inventory !== undefined) yield [uuid, inventory];
    }
  }

  forget(uuid: string): void {
    this.#guests.delete(uuid);
  }

  #guest(uuid: string): Guest {
    const known = this.#guests.get(uuid);
    if (known !== undefined) return known;
    const guest: Guest = { distribution: '', kernel: '', packages: null, coming: null, version: 0 };
    this.#guests.set(uuid, guest);
    return guest;
  }

  #share(one: AgentPackage): AgentPackage {
    const { kind, name, version, place, source = '' } = one;
    const key = [kind, name, version, place, source].join('\0');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size < MOST_KNOWN) this.#known.set(key, one);
    return one;
  }
}
