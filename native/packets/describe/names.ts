const ETHER_TYPES: Record<number, string> = {
  0x0800: 'IPv4',
  0x0806: 'ARP',
  0x86dd: 'IPv6',
  0x8100: '802.1Q VLAN',
  0x88a8: '802.1ad VLAN',
  0x8847: 'MPLS',
  0x8848: 'MPLS multicast',
  0x8863: 'PPPoE discovery',
  0x8864: 'PPPoE session',
  0x88cc: 'LLDP',
  0x888e: '802.1X',
  0x6558: 'Ethernet',
};

const IP_PROTOCOLS: Record<number, string> = {
  0: 'Hop-by-hop options',
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPv4',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  43: 'Routing',
  44: 'Fragment',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  58: 'ICMPv6',
  59: 'No next header',
  60: 'Destination options',
  89: 'OSPF',
  103: 'PIM',
  112: 'VRRP',
  132: 'SCTP',
};

const ICMP_TYPES: Record<number, string> = {
  0: 'Echo reply',
  3: 'Destination unreachable',
  4: 'Source quench',
  5: 'Redirect',
  8: 'Echo request',
  9: 'Router advertisement',
  10: 'Router solicitation',
  11: 'Time exceeded',
  12: 'Parameter problem',
  13: 'Timestamp request',
  14: 'Timestamp reply',
};

const ICMP6_TYPES: Record<number, string> = {
  1: 'Destination unreachable',
  2: 'Packet too big',
  3: 'Time exceeded',
  4: 'Parameter problem',
  128: 'Echo request',
  129: 'Echo reply',
  130: 'Multicast listener query',
  131: 'Multicast listener report',
  132: 'Multicast listener done',
  133: 'Router solicitation',
  134: 'Router advertisement',
  135: 'Neighbour solicitation',
  136: 'Neighbour advertisement',
  137: 'Redirect',
  143: 'Multicast listener report v2',
};

function nameWith(names: Record<number, string>, number: number): string {
  const name = names[number];
  return name === undefined ? String(number) : `${name} (${number})`;
}

/** @returns e.g. `IPv4 (0x0800)` */
export function nameEtherType(type: number): string {
  const hex = `0x${type.toString(16).padStart(4, '0')}`;
  const name = ETHER_TYPES[type];
  return name === undefined ? hex : `${name} (${hex})`;
}

/** @returns e.g. `TCP (6)` */
export function nameProtocol(protocol: number): string {
  return nameWith(IP_PROTOCOLS, protocol);
}

/** @returns e.g. `Echo request (8)` */
export function nameIcmpType(type: number): string {
  return nameWith(ICMP_TYPES, type);
}

/** @returns e.g. `Neighbour solicitation (135)` */
export function nameIcmp6Type(type: number): string {
  return nameWith(ICMP6_TYPES, type);
}
