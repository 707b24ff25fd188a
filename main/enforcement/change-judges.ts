import type { HostRules } from '../policy/host-rules.ts';
import type { PolicyWorld } from '../policy/policy-world.ts';
import { ConnectionTable, type SeenConnection } from '../policy/shadow/connection-table.ts';
import { FleetJudge } from '../policy/shadow/judge-connections.ts';

/** Addresses after which the table begins anew. */
const MOST_ADDRESSES = 100_000;

/** Rules of several times, ready to be asked about the same connections. */
export class ChangeJudges {
  #table = new ConnectionTable();
  readonly #judges = new Map<string, { rules: readonly HostRules[]; judge: FleetJudge }>();
  #addresses = '';

  /** Forgets what is out of date: VMs have other addresses, or too many were seen. */
  refresh(world: PolicyWorld): void {
    const addresses = world.vms.map((vm) => `${vm.uuid} ${vm.addresses.join(' ')}`).join();
    if (addresses === this.#addresses && this.#table.addresses.size < MOST_ADDRESSES) return;
    this.#addresses = addresses;
    this.#judges.clear();
    this.#table = new ConnectionTable();
  }

  /** @param name what the rules are known by from look to look */
  of(name: string, rules: readonly HostRules[], world: PolicyWorld): FleetJudge {
    const known = this.#judges.get(name);
    if (
      known !== undefined &&
      known.rules.length === rules.length &&
      known.rules.every((each, at) => each === rules[at])
    )
      return known.judge;
    const addresses = new Map(world.vms.map((vm) => [vm.uuid, vm.addresses]));
    const current = rules.map((host) => ({
      ...host,
      vms: host.vms.map((vm) => ({ ...vm, addresses: addresses.get(vm.uuid) ?? vm.addresses })),
    }));
    const judge = new FleetJudge(current, this.#table);
    this.#judges.set(name, { rules, judge });
    return judge;
  }

  /** What the judges are asked about. */
  seen(
    of: Pick<SeenConnection, 'sport' | 'dport' | 'protocol' | 'sure'> & { src: string; dst: string },
  ): SeenConnection {
    return {
      ...of,
      src: this.#table.addresses.numberOf(of.src),
      dst: this.#table.addresses.numberOf(of.dst),
      service: 0,
      alert: 0,
      flows: 1,
      answered: 1,
      bytes: 0,
      first: 0,
      last: 0,
    };
  }
}
