import type { VmFacts } from '../../telemetry/vm-facts.ts';
import type { HostReport } from '../host-report.ts';
import type { HostLink, NetworkView } from './host-link.ts';

/** Questions about VMs that are under way at once; a daemon takes five of one client, of which polls need one. */
const AT_ONCE = 3;

/** What is known of a host's VMs: asks the daemon, tells what changed. */
export class Inventory {
  private readonly host: string;
  private readonly link: HostLink;
  private readonly tell: (report: HostReport) => void;
  private readonly known = new Map<string, VmFacts>();
  private view: NetworkView = { networks: [], leases: [] };
  /** VMs that something happened to, and those that are being asked about. */
  private readonly waiting = new Set<string>();
  private readonly asking = new Set<string>();
  private workers = 0;
  /** Why VMs went, as events said. */
  private readonly reasons = new Map<string, string>();

  constructor(host: string, link: HostLink, tell: (report: HostReport) => void) {
    this.host = host;
    this.link = link;
    this.tell = tell;
  }

  /** Asks for everything; the answer is to be told as a whole. */
  async readAll(): Promise<HostReport> {
    const uuids = await this.link.list();
    this.view = await this.link.networks();
    const left = uuids.values();
    const work = async (): Promise<void> => {
      for (const uuid of left) {
        const vm = await this.link.describe(uuid);
        if (vm) this.known.set(uuid, this.complete(vm));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const vms = [...this.known.values()];
    return { type: 'inventory', time: Date.now() * 1000, vms, networks: this.view.networks };
  }

  get(uuid: string): VmFacts | undefined {
    return this.known.get(uuid);
  }

  /** VMs that are thought to run. */
  running(): VmFacts[] {
    return [...this.known.values()].filter(({ state }) => state === 'running' || state === 'blocked');
  }

  /**
   * Something happened to a VM: asks what it is now. Only a few are asked at once, so that a thousand VMs that start
   * together do not hold up the polls; questions about one VM never overtake each other.
   */
  async refresh(uuid: string, gone = ''): Promise<void> {
    if (gone) this.reasons.set(uuid, gone);
    this.waiting.add(uuid);
    if (this.workers >= AT_ONCE) return;
    this.workers += 1;
    try {
      for (let next = this.next(); next !== null; next = this.next()) await this.ask(next);
    } finally {
      this.workers -= 1;
    }
  }

  private next(): string | null {
    for (const uuid of this.waiting) {
      // Whoever asks about it takes it up again.
      if (this.asking.has(uuid)) continue;
      this.waiting.delete(uuid);
      return uuid;
    }
    return null;
  }

  private async ask(uuid: string): Promise<void> {
    this.asking.add(uuid);
    try {
      const vm = await this.link.describe(uuid);
      if (vm) this.change(this.complete(vm));
      else this.remove(uuid);
    } finally {
      this.asking.delete(uuid);
    }
  }

  /** Asks which VMs there are: what events should have told, but did not. */
  async compare(): Promise<void> {
    const uuids = new Set(await this.link.list());
    for (const uuid of this.known.keys()) if (!uuids.has(uuid)) await this.refresh(uuid);
    for (const uuid of uuids) if (!this.known.has(uuid)) await this.refresh(uuid);
  }

  /** Asks for leases; VMs whose addresses changed are told. */
  async readLeases(): Promise<void> {
    this.view = await this.link.networks();
    for (const vm of this.known.values()) this.change(this.complete(vm));
  }

  private change(vm: VmFacts): void {
    const before = this.known.get(vm.uuid);
    this.reasons.delete(vm.uuid);
    if (before && JSON.stringify(before) === JSON.stringify(vm)) return;
    this.known.set(vm.uuid, vm);
    this.tell({ type: 'vm', time: Date.now() * 1000, vm });
  }

  private remove(uuid: string): void {
    const reason = this.reasons.get(uuid) ?? 'no longer on the host';
    this.reasons.delete(uuid);
    if (!this.known.delete(uuid)) return;
    this.tell({ type: 'vm-gone', time: Date.now() * 1000, uuid, reason });
  }

  private complete(vm: Omit<VmFacts, 'host' | 'addresses'>): VmFacts {
    const macs = new Set(vm.interfaces.map(({ mac }) => mac));
    // A lease outlives the VM that asked for it: only what runs has addresses.
    const on = vm.state !== 'shutoff' && vm.state !== 'crashed';
    const addresses = on ? this.view.leases.filter(({ mac }) => macs.has(mac)) : [];
    return { ...vm, host: this.host, addresses };
  }
}
