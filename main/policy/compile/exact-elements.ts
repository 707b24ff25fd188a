import type { ConcreteRule } from '../host-rules.ts';
import type { Cidr } from './cidr.ts';
import { nameOfProtocol, type Place, peerEnd, protocolsOf } from './rule-words.ts';
import type { WrittenSet } from './write-sets.ts';

/** Elements that one rule may become; more stay a rule. */
const MOST_ELEMENTS = 64;
const MOST_PORTS = 8;

/** A rule that speaks of single addresses and ports alone, as elements of a map: equal rules differ in these only. */
export interface Exact {
  /** Type of the map's key, and the expression that makes it from a packet. */
  type: string;
  key: string;
  elements: string[];
}

/** @returns null where a rule is none that maps can hold */
export function toExact(rule: ConcreteRule, set: WrittenSet | null, place: Place): Exact | null {
  if (rule.verdict.type !== 'accept' && rule.verdict.type !== 'drop') return null;
  if (rule.peer.kind === 'set' && (rule.peer.not || set === null || set.hosts === null)) return null;
  const hosts: readonly Cidr[] | null = rule.peer.kind === 'set' ? (set?.hosts ?? null) : null;
  const family = hosts?.[0]?.family ?? 4;
  if (hosts !== null && (hosts.length === 0 || hosts.some((host) => host.family !== family))) return null;
  const protocols = protocolsOf(rule);
  if (protocols === null) return null;
  const ports = portsOf(rule);
  if (ports === null) return null;
  const parts: { type: string; key: string; values: string[] }[] = [];
  if (hosts !== null) {
    const [type, word] = family === 4 ? ['ipv4_addr', 'ip'] : ['ipv6_addr', 'ip6'];
    parts.push({ type, key: `${word} ${peerEnd(place)}`, values: hosts.map(({ base }) => base) });
  }
  if (protocols.length > 0)
    parts.push({ type: 'inet_proto', key: 'meta l4proto', values: protocols.map(nameOfProtocol) });
  if (ports.length > 0)
    parts.push({ type: 'inet_service', key: `th ${place.reply ? 'sport' : 'dport'}`, values: ports.map(String) });
  if (parts.length === 0 || parts.reduce((count, { values }) => count * values.length, 1) > MOST_ELEMENTS) return null;
  return {
    type: parts.map(({ type }) => type).join(' . '),
    key: parts.map(({ key }) => key).join(' . '),
    elements: parts.reduce<string[]>(
      (made, { values }) =>
        made.length === 0 ? values : made.flatMap((head) => values.map((value) => `${head} . ${value}`)),
      [],
    ),
  };
}

function portsOf(rule: ConcreteRule): number[] | null {
  const ports: number[] = [];
  for (const { from, to } of rule.ports) {
    if (to - from >= MOST_PORTS) return null;
    for (let port = from; port <= to; port++) ports.push(port);
  }
  return ports;
}
