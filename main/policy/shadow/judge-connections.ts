import type { ConcreteRule, HostRules, VmRules } from '../host-rules.ts';
import type { ConnectionTable, SeenConnection } from './connection-table.ts';
import { RuleJudge } from './rule-judge.ts';

/** What rules do with a connection that was seen. */
export interface Fate {
  /** Null: it cannot be told, for it is not known who opened it. */
  permitted: boolean | null;
  /** Owner of the end that decided: an index of `owners`, −1 where no VM under rules took part. */
  vm: number;
  direction: 'in' | 'out';
  /** Rule that decided, null where what is left was decided as a whole, or nothing was. */
  rule: ConcreteRule | null;
  /** Whether rules decided at all. */
  decided: boolean;
}

/** Rules in the form in which what was seen is judged by them. */
export class FleetJudge {
  readonly #judge: RuleJudge;
  /** Index of the rules of the VM that has an address, by its number; −1 for none. */
  readonly #owners: Int32Array;
  readonly #vms: readonly VmRules[];

  constructor(hosts: readonly HostRules[], table: ConnectionTable) {
    this.#vms = hosts.flatMap(({ vms }) => vms);
    const sets = new Map(hosts.flatMap((host) => host.sets.map((set) => [set.id, set] as const)));
    this.#judge = new RuleJudge(this.#vms, [...sets.values()], table.addresses);
    const numbers = this.#vms.map(({ addresses }) => addresses.map((address) => table.addresses.numberOf(address)));
    this.#owners = new Int32Array(table.addresses.size).fill(-1);
    for (const [vm, of] of numbers.entries()) for (const number of of) this.#owners[number] = vm;
  }

  /** UUID of the VM that a fate speaks of. */
  uuidOf(fate: Fate): string {
    return this.#vms[fate.vm]?.uuid ?? '';
  }

  judge(seen: SeenConnection): Fate {
    const as = this.#judgeAs(seen.src, seen.dst, seen.protocol, seen.dport);
    if (seen.sure || !as.decided) return as;
    // The same either way round is the same.
    const turned = this.#judgeAs(seen.dst, seen.src, seen.protocol, seen.sport);
    return turned.permitted === as.permitted ? as : { ...as, permitted: null };
  }

  #judgeAs(src: number, dst: number, protocol: number, port: number): Fate {
    const from = this.#owners[src] ?? -1;
    const to = this.#owners[dst] ?? -1;
    let fate: Fate = { permitted: true, vm: -1, direction: 'out', rule: null, decided: false };
    // What stays on one machine passes no rules.
    if (from >= 0 && from === to) return fate;
    for (const [vm, direction, peer] of [
      [from, 'out', dst],
      [to, 'in', src],
    ] as const) {
      if (vm < 0) continue;
      const place = this.#judge.place(vm, { direction, peer, protocol, port });
      const permitted = this.#judge.permits(vm, direction, place);
      if (permitted && fate.decided) continue;
      fate = { permitted, vm, direction, rule: this.#judge.rule(vm, direction, place), decided: true };
      if (!permitted) return fate;
    }
    return fate;
  }
}
