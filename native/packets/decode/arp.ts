import type { Packet } from './packet.ts';
import { ARP_PROTOCOL, FRAGMENT, LAYER } from './packet.ts';
import { word16, word32 } from './words.ts';

const ARP_BYTES = 28;

/** ARP for IPv4 over any link with 6-byte addresses. @returns no further layer */
export function decodeArp(packet: Packet): number {
  const { bytes, at } = packet;
  if (at + ARP_BYTES > packet.end) return LAYER.none;
  if (word16(bytes, at + 2) !== LAYER.ipv4 || bytes[at + 4] !== 6 || bytes[at + 5] !== 4) return LAYER.none;
  packet.commit();
  packet.family = 4;
  packet.protocol = ARP_PROTOCOL;
  packet.source0 = word32(bytes, at + 14);
  packet.target0 = word32(bytes, at + 24);
  packet.source1 = packet.source2 = packet.source3 = 0;
  packet.target1 = packet.target2 = packet.target3 = 0;
  packet.networkAt = at;
  packet.transportAt = at;
  packet.sourcePort = 0;
  packet.targetPort = 0;
  packet.ipBytes = ARP_BYTES;
  packet.payloadAt = at + ARP_BYTES;
  packet.payloadEnd = at + ARP_BYTES;
  packet.payloadLength = 0;
  packet.tcpFlags = 0;
  packet.icmpType = 0;
  packet.icmpCode = 0;
  packet.fragment = FRAGMENT.whole;
  packet.operation = word16(bytes, at + 6);
  return LAYER.none;
}
