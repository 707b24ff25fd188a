/** Small frames made by hand, for tests and for the corpus that fuzzing starts from. Checksums are left 0. */

const MAC_HERE = Buffer.from('525400000001', 'hex');
const MAC_THERE = Buffer.from('525400000002', 'hex');

/** TCP flags by name. */
export const TCP = { fin: 1, syn: 2, rst: 4, push: 8, ack: 16 } as const;

/** @returns an address word's bytes, or those of an IPv6 text made of full groups */
export function address(text: string): Buffer {
  if (text.includes('.')) return Buffer.from(text.split('.').map(Number));
  const [head = '', tail = ''] = text.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const bytes = Buffer.alloc(16);
  groups(head).forEach((group, index) => bytes.writeUInt16BE(group, index * 2));
  const last = groups(tail);
  last.forEach((group, index) => bytes.writeUInt16BE(group, 16 - (last.length - index) * 2));
  return bytes;
}

/** @returns a 16-bit word's bytes, big-endian */
export function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** Ethernet II around a payload. */
export function ethernet(type: number, payload: Buffer): Buffer {
  return Buffer.concat([MAC_THERE, MAC_HERE, word(type), payload]);
}

/** One VLAN tag: goes inside `ethernet(0x8100, …)`. */
export function vlan(id: number, type: number, payload: Buffer): Buffer {
  return Buffer.concat([word(id), word(type), payload]);
}

/** What can be set in an IPv4 header. */
export interface Ipv4Options {
  id?: number;
  /** Flags and offset word. */
  fragment?: number;
  /** Written total length; the true one when left out. */
  length?: number;
}

/** IPv4 around a payload. */
export function ipv4(
  source: string,
  target: string,
  protocol: number,
  payload: Buffer,
  options: Ipv4Options = {},
): Buffer {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(options.length ?? 20 + payload.length, 2);
  header.writeUInt16BE(options.id ?? 0, 4);
  header.writeUInt16BE(options.fragment ?? 0, 6);
  header[8] = 64;
  header[9] = protocol;
  address(source).copy(header, 12);
  address(target).copy(header, 16);
  return Buffer.concat([header, payload]);
}

/** IPv6 around a payload. */
export function ipv6(source: string, target: string, next: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(payload.length, 4);
  header[6] = next;
  header[7] = 64;
  address(source).copy(header, 8);
  address(target).copy(header, 24);
  return Buffer.concat([header, payload]);
}

/** UDP around a payload. */
export function udp(sport: number, dport: number, payload: Buffer | string): Buffer {
  const body = Buffer.from(payload);
  return Buffer.concat([word(sport), word(dport), word(8 + body.length), word(0), body]);
}

/** TCP around a payload. */
export function tcp(
  sport: number,
  dport: number,
  flags: number,
  sequence: number,
  acknowledgement: number,
  payload: Buffer | string = '',
): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(sport, 0);
  header.writeUInt16BE(dport, 2);
  header.writeUInt32BE(sequence >>> 0, 4);
  header.writeUInt32BE(acknowledgement >>> 0, 8);
  header[12] = 0x50;
  header[13] = flags;
  header.writeUInt16BE(0xffff, 14);
  return Buffer.concat([header, Buffer.from(payload)]);
}

/** ICMP or ICMPv6 with identifier and sequence. */
export function icmp(type: number, code: number, id: number, sequence: number, payload: Buffer | string = ''): Buffer {
  return Buffer.concat([Buffer.from([type, code, 0, 0]), word(id), word(sequence), Buffer.from(payload)]);
}

/** ARP for IPv4 over Ethernet. */
export function arp(operation: number, sender: string, target: string): Buffer {
  return Buffer.concat([
    Buffer.from('0001080006040000', 'hex').fill(operation, 7),
    MAC_HERE,
    address(sender),
    Buffer.alloc(6),
    address(target),
  ]);
}

/** VXLAN around an Ethernet frame: the payload of a datagram to port 4789. */
export function vxlan(network: number, frame: Buffer): Buffer {
  return Buffer.concat([Buffer.from([8, 0, 0, 0, network >> 16, (network >> 8) & 255, network & 255, 0]), frame]);
}

/** GENEVE around an Ethernet frame. */
export function geneve(network: number, frame: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0x65, 0x58, network >> 16, (network >> 8) & 255, network & 255, 0]), frame]);
}

/** GRE without options around a payload of an EtherType. */
export function gre(type: number, payload: Buffer): Buffer {
  return Buffer.concat([word(0), word(type), payload]);
}
