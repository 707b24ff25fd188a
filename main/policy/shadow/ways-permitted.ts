import type { HostRules } from '../host-rules.ts';
import { AddressTable } from './address-table.ts';
import { type Connection, RuleJudge } from './rule-judge.ts';

/** Addresses that stand for anybody outside: far apart, and of no use to anybody. A rule for some networks lets none of them in. */
const ANYBODY = ['1.0.0.1', '100.128.0.1', '192.88.99.1', '2a00::1'];
const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17 };

/**
 * Asks rules whether one VM may open a connection to a service of another: who opens it must be let out and whom it is for let in, by any of
 * their addresses. Whoever is no VM of `subjects` is anybody outside. What is led elsewhere does not arrive.
 * @param subjects VMs by id, their UUID, with their addresses
 */
export function waysPermitted(
  hosts: readonly HostRules[],
  subjects: readonly { id: string; addresses: readonly string[] }[],
): { governed: ReadonlySet<string>; permits(from: string, to: string, transport: string, port: number): boolean } {
  const table = new AddressTable();
  const numbersOf = new Map(subjects.map(({ id, addresses }) => [id, addresses.map((each) => table.numberOf(each))]));
  const anybody = ANYBODY.map((each) => table.numberOf(each));
  const judges = new Map<string, { judge: RuleJudge; vm: number }>();
  for (const { vms, sets } of hosts) {
    const judge = new RuleJudge(vms, sets, table);
    for (const [vm, { uuid }] of vms.entries()) judges.set(uuid, { judge, vm });
  }
  const lets = (
    id: string,
    direction: Connection['direction'],
    peer: number,
    protocol: number,
    port: number,
  ): boolean => {
    const known = judges.get(id);
    if (known === undefined) return true;
    return known.judge.decide(known.vm, { direction, peer, protocol, port }).verdict === 'accept';
  };
  return {
    governed: new Set(judges.keys()),
    permits: (from, to, transport, port) => {
      const protocol = PROTOCOLS[transport];
      if (protocol === undefined) return true;
      const sources = numbersOf.get(from) ?? anybody;
      const targets = numbersOf.get(to) ?? anybody;
      return sources.some((source) =>
        targets.some((target) => lets(from, 'out', target, protocol, port) && lets(to, 'in', source, protocol, port)),
      );
    },
  };
}
