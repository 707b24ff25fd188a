import type { PolicyRule, PortMatch } from '../../../shared/policy/policy.ts';
import type { ConcreteRule, PeerMatch } from '../host-rules.ts';
import type { PeerSets } from './peer-sets.ts';

/** Which connections a concrete rule is for. */
export type RuleMatch = Pick<ConcreteRule, 'direction' | 'peer' | 'protocols' | 'ports'>;

const NUMBERS: Readonly<Record<PolicyRule['protocols'][number], readonly number[]>> = {
  tcp: [6],
  udp: [17],
  icmp: [1, 58],
  sctp: [132],
  gre: [47],
  esp: [50],
};

/** What a rule of a policy is for, in the words of packets: several where it speaks of both directions or of transports apart. */
export function matchesOf(rule: PolicyRule, sets: PeerSets): RuleMatch[] {
  const peer = sets.match(rule.peer);
  const traffic = trafficOf(rule.ports, rule.protocols);
  const directions = rule.direction === 'both' ? (['in', 'out'] as const) : [rule.direction];
  return directions.flatMap((direction) => traffic.map((each) => ({ direction, peer, ...each })));
}

/** What is for both; null where nothing is. */
export function meetMatches(one: RuleMatch, other: RuleMatch, sets: PeerSets): RuleMatch | null {
  if (one.direction !== other.direction) return null;
  const protocols = meetLists(one.protocols, other.protocols);
  const ports = meetPorts(one.ports, other.ports);
  if (protocols === null || ports === null) return null;
  // Ports are of TCP and UDP alone: ICMP meets none of them.
  if (ports.length > 0 && protocols.length > 0 && !protocols.some((number) => number === 6 || number === 17))
    return null;
  const peer: PeerMatch | null = sets.meet(one.peer, other.peer);
  return peer === null ? null : { direction: one.direction, peer, protocols, ports };
}

/** Ports in order, joined where they touch. */
export function joinPorts(ports: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of ports.toSorted((one, other) => one.from - other.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

function trafficOf(
  ports: readonly PortMatch[],
  protocols: PolicyRule['protocols'],
): Pick<RuleMatch, 'protocols' | 'ports'>[] {
  if (ports.length === 0)
    return [{ protocols: [...new Set(protocols.flatMap((name) => NUMBERS[name]))].sort((a, b) => a - b), ports: [] }];
  const of = (transport: 'tcp' | 'udp'): { from: number; to: number }[] =>
    joinPorts(ports.filter((each) => each.transport === 'any' || each.transport === transport));
  const [tcp, udp] = [of('tcp'), of('udp')];
  if (JSON.stringify(tcp) === JSON.stringify(udp)) return [{ protocols: [6, 17], ports: tcp }];
  return [
    ...(tcp.length > 0 ? [{ protocols: [6], ports: tcp }] : []),
    ...(udp.length > 0 ? [{ protocols: [17], ports: udp }] : []),
  ];
}

function meetLists(one: readonly number[], other: readonly number[]): readonly number[] | null {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const both = one.filter((number) => other.includes(number));
  return both.length === 0 ? null : both;
}

function meetPorts(one: RuleMatch['ports'], other: RuleMatch['ports']): RuleMatch['ports'] | null {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const both = one.flatMap((a) =>
    other.flatMap((b) =>
      a.from <= b.to && b.from <= a.to ? [{ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }] : [],
    ),
  );
  return both.length === 0 ? null : joinPorts(both);
}
