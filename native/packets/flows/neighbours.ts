import { formatIpv4, formatIpv6, formatMac } from '../decode/address-text.ts';
import type { Packet } from '../decode/packet.ts';
import { ARP_PROTOCOL } from '../decode/packet.ts';
import { word16, word32 } from '../decode/words.ts';
import type { NeighbourRecord } from '../records.ts';

const SOLICITATION = 135;
const ADVERTISEMENT = 136;

function readMac(bytes: Buffer, at: number): string {
  return formatMac(word16(bytes, at), word32(bytes, at + 2));
}

function readIpv6(bytes: Buffer, at: number): string {
  return formatIpv6(word32(bytes, at), word32(bytes, at + 4), word32(bytes, at + 8), word32(bytes, at + 12));
}

/** @returns what an ARP or neighbour discovery packet says, null for any other packet */
export function readNeighbour(packet: Packet, flow: number): NeighbourRecord | null {
  if (packet.protocol === ARP_PROTOCOL) return readArp(packet, flow);
  return packet.protocol === 58 ? readDiscovery(packet, flow) : null;
}

function readArp(packet: Packet, flow: number): NeighbourRecord | null {
  const { bytes, networkAt } = packet;
  if (packet.operation !== 1 && packet.operation !== 2) return null;
  return {
    kind: 'neighbour',
    flow,
    time: packet.time,
    protocol: 'arp',
    operation: packet.operation === 1 ? 'request' : 'reply',
    senderMac: readMac(bytes, networkAt + 8),
    sender: formatIpv4(packet.source0),
    target: formatIpv4(packet.target0),
  };
}

function readDiscovery(packet: Packet, flow: number): NeighbourRecord | null {
  const { bytes, transportAt, payloadEnd } = packet;
  const isRequest = packet.icmpType === SOLICITATION;
  if ((!isRequest && packet.icmpType !== ADVERTISEMENT) || transportAt + 24 > payloadEnd) return null;
  const target = readIpv6(bytes, transportAt + 8);
  const source = formatIpv6(packet.source0, packet.source1, packet.source2, packet.source3);
  let senderMac = packet.sourceMacAt >= 0 ? readMac(bytes, packet.sourceMacAt) : '';
  for (let at = transportAt + 24; at + 8 <= payloadEnd;) {
    const length = bytes[at + 1]! * 8;
    if (length === 0) break;
    if (bytes[at] === (isRequest ? 1 : 2)) senderMac = readMac(bytes, at + 2);
    at += length;
  }
  return {
    kind: 'neighbour',
    flow,
    time: packet.time,
    protocol: 'nd',
    operation: isRequest ? 'request' : 'reply',
    senderMac,
    // An advertisement speaks for its target, a solicitation asks for it.
    sender: isRequest ? source : target,
    target: isRequest ? target : formatIpv6(packet.target0, packet.target1, packet.target2, packet.target3),
  };
}
