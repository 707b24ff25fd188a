import type { Packet } from './packet.ts';
import { FRAGMENT, LAYER } from './packet.ts';
import { decodeGre, decodeUdpTunnel } from './tunnels.ts';
import { word16, word32 } from './words.ts';

/**
 * The transport header of an IP packet whose addresses are already taken.
 * @param protocol what the IP header (or the last extension header) names
 * @param from where the transport header starts
 * @param captured where the captured part of the IP packet ends
 * @param length bytes behind the IP headers on the wire
 * @param tunnel4 tunnel name when IPv4 is inside
 * @param tunnel6 tunnel name when IPv6 is inside
 * @returns the layer inside, when there is a tunnel
 */
export function decodeTransport(
  packet: Packet,
  protocol: number,
  from: number,
  captured: number,
  length: number,
  tunnel4: number,
  tunnel6: number,
): number {
  const { bytes } = packet;
  let next = protocol;
  let at = from;
  let left = length;
  if (next === 51) {
    // An authentication header leaves what it protects in clear.
    const isWhole = packet.fragment !== FRAGMENT.later && at + 12 <= captured;
    if (isWhole) {
      const skip = (bytes[at + 1]! + 2) * 4;
      next = bytes[at]!;
      at = Math.min(at + skip, captured);
      left = Math.max(0, left - skip);
    }
  }
  packet.protocol = next;
  packet.transportAt = at;
  packet.sourcePort = 0;
  packet.targetPort = 0;
  packet.tcpFlags = 0;
  packet.icmpType = 0;
  packet.icmpCode = 0;
  packet.payloadAt = at;
  packet.payloadEnd = captured;
  packet.payloadLength = left;
  if (packet.fragment === FRAGMENT.later) return LAYER.none;
  const available = captured - at;

  switch (next) {
    case 6:
      decodeTcp(packet, at, available, captured, left);
      return LAYER.none;
    case 17:
      return decodeUdp(packet, at, available, captured, left);
    case 1:
    case 58:
      if (available >= 2) {
        packet.icmpType = bytes[at]!;
        packet.icmpCode = bytes[at + 1]!;
      }
      setPayload(packet, at + 8, captured, left - 8);
      return LAYER.none;
    case 132:
      if (available >= 4) {
        packet.sourcePort = word16(bytes, at);
        packet.targetPort = word16(bytes, at + 2);
      }
      setPayload(packet, at + 12, captured, left - 12);
      return LAYER.none;
    case 47:
      return packet.fragment === FRAGMENT.whole ? decodeGre(packet, at, captured) : LAYER.none;
    case 4:
      return enter(packet, at, captured, tunnel4, LAYER.ipv4);
    case 41:
      return enter(packet, at, captured, tunnel6, LAYER.ipv6);
    case 137:
      return enter(packet, at, captured, 0, LAYER.mpls);
    default:
      return LAYER.none;
  }
}

function enter(packet: Packet, at: number, captured: number, tunnel: number, layer: number): number {
  if (packet.fragment !== FRAGMENT.whole) return LAYER.none;
  if (tunnel !== 0) packet.addTunnel(tunnel, 0);
  packet.at = at;
  packet.end = captured;
  return layer;
}

function setPayload(packet: Packet, at: number, captured: number, length: number): void {
  packet.payloadAt = Math.min(at, captured);
  packet.payloadLength = Math.max(0, length);
  packet.payloadEnd = Math.min(captured, packet.payloadAt + packet.payloadLength);
}

function decodeTcp(packet: Packet, at: number, available: number, captured: number, left: number): void {
  const { bytes } = packet;
  if (available < 4) {
    setPayload(packet, captured, captured, 0);
    return;
  }
  packet.sourcePort = word16(bytes, at);
  packet.targetPort = word16(bytes, at + 2);
  if (available < 14) {
    setPayload(packet, captured, captured, left - 20);
    return;
  }
  packet.sequence = word32(bytes, at + 4);
  packet.acknowledgement = word32(bytes, at + 8);
  packet.tcpFlags = bytes[at + 13]!;
  const header = (bytes[at + 12]! >> 4) << 2;
  if (header < 20) setPayload(packet, captured, captured, 0);
  else setPayload(packet, at + header, captured, left - header);
}

function decodeUdp(packet: Packet, at: number, available: number, captured: number, left: number): number {
  const { bytes } = packet;
  if (available < 4) {
    setPayload(packet, captured, captured, 0);
    return LAYER.none;
  }
  const source = word16(bytes, at);
  const target = word16(bytes, at + 2);
  packet.sourcePort = source;
  packet.targetPort = target;
  let length = left;
  if (available >= 8) {
    const written = word16(bytes, at + 4);
    const isTrimmed = written >= 8 && written < left && packet.fragment === FRAGMENT.whole;
    if (isTrimmed) length = written;
  }
  setPayload(packet, at + 8, captured, length - 8);
  return packet.fragment === FRAGMENT.whole ? decodeUdpTunnel(packet, source, target) : LAYER.none;
}
