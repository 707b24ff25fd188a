import type { Transport } from '../../telemetry/flow.ts';

const NAMES = new Map<string, Transport>([
  ['tcp', 'tcp'],
  ['6', 'tcp'],
  ['udp', 'udp'],
  ['17', 'udp'],
  ['icmp', 'icmp'],
  ['1', 'icmp'],
  ['ipv6-icmp', 'icmp6'],
  ['icmp6', 'icmp6'],
  ['icmpv6', 'icmp6'],
  ['58', 'icmp6'],
  ['sctp', 'sctp'],
  ['132', 'sctp'],
  ['arp', 'arp'],
  ['igmp', 'ip-2'],
  ['gre', 'ip-47'],
  ['esp', 'ip-50'],
  ['ah', 'ip-51'],
  ['ospf', 'ip-89'],
  ['ospfigp', 'ip-89'],
  ['pim', 'ip-103'],
  ['vrrp', 'ip-112'],
  ['ipip', 'ip-4'],
  ['ipv6', 'ip-41'],
]);

/** Transport by name or IP protocol number, as flow tools write it; null when not known. */
export function readTransport(text: string): Transport | null {
  const name = text.trim().toLowerCase();
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  const number = name.length <= 3 && /^\d+$/.test(name) ? Number(name) : -1;
  return number >= 0 && number <= 255 ? `ip-${number}` : null;
}
