import type { ConcreteRule } from '../host-rules.ts';
import type { Cidr } from './cidr.ts';
import { nameOfProtocol, type Place, peerEnd, protocolsOf } from './rule-words.ts';
import type { WrittenSet } from './write-sets.ts';

/** Elements that one rule may become; more stay a rule. */
const MOST_ELEMENTS = 64;
const MOST_PORTS = 8;

/** A rule that speaks of single addresses and ports alone, as elements of a map: equal rules differ in these only. */
export interface Exact {
  /** Type of the map's key. */
  type: string;
  hosts: readonly Cidr[] | null;
  elements: string[];
}

/** The expression that makes a map's key of a packet. */
export function writeKey(type: string, place: Place): string {
  const words: Readonly<Record<string, string>> = {
    ipv4_addr: `ip ${peerEnd(place)}`,
    ipv6_addr: `ip6 ${peerEnd(place)}`,
    inet_proto: 'meta l4proto',
    inet_service: `th ${place.reply ? 'sport' : 'dport'}`,
  };
  return type
    .split(' . ')
    .map((part) => words[part] ?? '')
    .join(' . ');
}

/** @returns null where a rule is none that maps can hold */
export function toExact(rule: ConcreteRule, set: WrittenSet | null): Exact | null {
  if (rule.verdict.type !== 'accept' && rule.verdict.type !== 'drop') return null;
  if (rule.peer.kind === 'set' && (rule.peer.not || set === null || set.hosts === null)) return null;
  const hosts: readonly Cidr[] | null = rule.peer.kind === 'set' ? (set?.hosts ?? null) : null;
  const family = hosts?.[0]?.family ?? 4;
  if (hosts !== null && (hosts.length === 0 || hosts.some((host) => host.family !== family))) return null;
  const protocols = protocolsOf(rule);
  if (protocols === null) return null;
  const ports = portsOf(rule);
  if (ports === null) return null;
  const parts: { type: string; values: string[] }[] = [];
  if (hosts !== null)
    parts.push({ type: family === 4 ? 'ipv4_addr' : 'ipv6_addr', values: hosts.map(({ base }) => base) });
  if (protocols.length > 0) parts.push({ type: 'inet_proto', values: protocols.map(nameOfProtocol) });
  if (ports.length > 0) parts.push({ type: 'inet_service', values: ports.map(String) });
  if (parts.length === 0 || parts.reduce((count, { values }) => count * values.length, 1) > MOST_ELEMENTS) return null;
  return {
    type: parts.map(({ type }) => type).join(' . '),
    hosts,
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
