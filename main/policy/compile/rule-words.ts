import type { ConcreteRule } from '../host-rules.ts';

/** In which place a rule is asked: by who opened the connection, and whether the packet goes that way or answers. */
export interface Place {
  direction: 'in' | 'out';
  reply: boolean;
}

/** End of the packet at which the other side stands. */
export function peerEnd({ direction, reply }: Place): 'saddr' | 'daddr' {
  return (direction === 'out') === reply ? 'saddr' : 'daddr';
}

/** Whether packets in this place come from the VM. */
export function isFromVm({ direction, reply }: Place): boolean {
  return (direction === 'out') !== reply;
}

/** Protocols with ports. */
const PORTED: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp', 132: 'sctp' };
const NAMES: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  50: 'esp',
  58: 'ipv6-icmp',
  132: 'sctp',
};

/** How a protocol is written where a number would do as well. */
export function nameOfProtocol(number: number): string {
  return NAMES[number] ?? String(number);
}

/** Protocols that a rule holds for: empty is any. Ports leave those that have ports; where none was named, TCP and UDP. */
export function protocolsOf(rule: Pick<ConcreteRule, 'protocols' | 'ports'>): readonly number[] | null {
  if (rule.ports.length === 0) return rule.protocols;
  if (rule.protocols.length === 0) return [6, 17];
  const ported = rule.protocols.filter((protocol) => PORTED[protocol] !== undefined);
  return ported.length === 0 ? null : ported;
}

/** Match of protocols and ports, '' for any, null where nothing can match. */
export function writeService(rule: Pick<ConcreteRule, 'protocols' | 'ports'>, place: Place): string | null {
  const protocols = protocolsOf(rule);
  if (protocols === null) return null;
  for (const value of [...protocols, ...rule.ports.flatMap(({ from, to }) => [from, to])])
    if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new Error(`${value} is no port or protocol.`);
  const names = protocols.map(nameOfProtocol);
  const among = (words: readonly string[]): string =>
    words.length === 1 ? (words[0] ?? '') : `{ ${words.join(', ')} }`;
  if (rule.ports.length === 0) return names.length === 0 ? '' : `meta l4proto ${among(names)}`;
  const port = place.reply ? 'sport' : 'dport';
  const ports = among(rule.ports.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)));
  const [only] = protocols;
  if (protocols.length === 1 && only !== undefined) return `${PORTED[only] ?? ''} ${port} ${ports}`;
  return `meta l4proto ${among(names)} th ${port} ${ports}`;
}
