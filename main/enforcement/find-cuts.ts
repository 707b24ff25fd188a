import { parseIpv4 } from '../../shared/parse-ipv4.ts';
import type { HostRules } from '../policy/host-rules.ts';
import type { PolicyWorld } from '../policy/policy-world.ts';
import { isWithin, toRanges } from '../policy/shadow/address-ranges.ts';
import { AddressTable, readIpv6 } from '../policy/shadow/address-table.ts';
import { type Connection, RuleJudge } from '../policy/shadow/rule-judge.ts';

/** Most ways tried of one VM. */
const MOST = 256;
const PROTOCOLS = { tcp: [6], udp: [17], any: [6, 17] } as const;

/**
 * Ways that must stay open and that rules would cut: to a VM that has the address of a console, or of ssh, libvirt, DNS or DHCP of a host, and
 * from a VM that a console runs in to hosts. Hosts themselves are not filtered. A sentence each.
 */
export function findCuts(wanted: readonly HostRules[], world: PolicyWorld, nameOf: (uuid: string) => string): string[] {
  const cuts = new Set<string>();
  const managed = toRanges(world.management);
  const from = world.management.length > 0 ? world.management : world.inside.slice(0, 4);
  for (const { vms, sets } of wanted) {
    const addresses = new AddressTable();
    const judge = new RuleJudge(vms, sets, addresses);
    for (const [at, vm] of vms.entries()) {
      const owned = vm.addresses.map(toNumber).filter((address) => address !== null);
      const isConsole = owned.some((address) => isWithin(managed, address));
      const ways: { connection: Connection; why: string }[] = [];
      for (const { cidr, port, transport, why } of world.protected) {
        const ranges = toRanges([cidr]);
        for (const protocol of PROTOCOLS[transport]) {
          const own = owned.some((address) => isWithin(ranges, address));
          if (own)
            for (const peer of from)
              ways.push({
                connection: { direction: 'in', peer: addresses.numberOf(hostOf(peer)), protocol, port: port ?? 0 },
                why,
              });
          else if (isConsole)
            ways.push({
              connection: { direction: 'out', peer: addresses.numberOf(hostOf(cidr)), protocol, port: port ?? 0 },
              why,
            });
        }
      }
      for (const { connection, why } of ways.slice(0, MOST)) {
        const { verdict, rule } = judge.decide(at, connection);
        if (verdict === 'accept') continue;
        const [origin] = rule?.origins ?? [];
        const by = origin === undefined ? 'what becomes of the rest' : `${origin.policy}, line ${origin.line}`;
        cuts.add(`It would cut ${why}: ${nameOf(vm.uuid)} (${by}).`);
      }
    }
  }
  return [...cuts];
}

function hostOf(cidr: string): string {
  return cidr.split('/', 1)[0] ?? cidr;
}

function toNumber(address: string): number | bigint | null {
  const four = parseIpv4(address);
  return four >= 0 ? four : readIpv6(address);
}
