import type { Packet } from './packet.ts';
import { LAYER, TUNNEL } from './packet.ts';
import { word16 } from './words.ts';

/** GRE: versions 0 and 1 (PPTP), and the mirrored Ethernet of ERSPAN. @returns the layer inside */
export function decodeGre(packet: Packet, from: number, captured: number): number {
  const { bytes } = packet;
  if (from + 4 > captured) return LAYER.none;
  const flags = word16(bytes, from);
  const type = word16(bytes, from + 2);
  const version = flags & 7;
  const hasSequence = (flags & 0x1000) !== 0;
  let at = from + 4;
  if (version === 1) {
    at += 4;
    if (hasSequence) at += 4;
    if ((flags & 0x80) !== 0) at += 4;
    if (type !== 0x880b) return LAYER.none;
    return enter(packet, at, captured, TUNNEL.gre, 0, LAYER.ppp);
  }
  if (version !== 0 || (flags & 0x4000) !== 0) return LAYER.none;
  if ((flags & 0x8000) !== 0) at += 4;
  if ((flags & 0x2000) !== 0) at += 4;
  if (hasSequence) at += 4;
  switch (type) {
    case LAYER.ipv4:
    case LAYER.ipv6:
    case LAYER.mpls:
    case LAYER.transparentEthernet:
      return enter(packet, at, captured, TUNNEL.gre, 0, type);
    case 0x880b:
      return enter(packet, at, captured, TUNNEL.gre, 0, LAYER.ppp);
    case 0x88be:
      return enter(packet, hasSequence ? at + 8 : at, captured, TUNNEL.erspan, 0, LAYER.ethernet);
    case 0x22eb: {
      // Version 2 of the header, around an Ethernet frame.
      if (at + 12 > captured || bytes[at]! >> 4 !== 2 || (word16(bytes, at + 10) & 0x7c00) !== 0) return LAYER.none;
      const hasMore = (bytes[at + 11]! & 1) !== 0;
      return enter(packet, hasMore ? at + 20 : at + 12, captured, TUNNEL.erspan, 0, LAYER.ethernet);
    }
    default:
      return LAYER.none;
  }
}

/** Tunnels over UDP, told by their port and checked by their header. @returns the layer inside */
export function decodeUdpTunnel(packet: Packet, source: number, target: number): number {
  const port = isTunnelPort(target) ? target : isTunnelPort(source) ? source : 0;
  if (port === 0) return LAYER.none;
  const { bytes, payloadAt: at, payloadEnd: end } = packet;
  if (at + 8 > end) return LAYER.none;
  switch (port) {
    case 4789:
    case 8472: {
      if ((bytes[at]! & 8) === 0) return LAYER.none;
      return enter(packet, at + 8, end, TUNNEL.vxlan, networkNumber(bytes, at + 4), LAYER.ethernet);
    }
    case 6081: {
      if (bytes[at]! >> 6 !== 0) return LAYER.none;
      const inner = word16(bytes, at + 2);
      return enter(packet, at + 8 + (bytes[at]! & 63) * 4, end, TUNNEL.geneve, networkNumber(bytes, at + 4), inner);
    }
    case 3544:
      return decodeTeredo(packet, at, end);
    default:
      return decodeGtp(packet, at, end);
  }
}

function isTunnelPort(port: number): boolean {
  return port === 4789 || port === 8472 || port === 6081 || port === 3544 || port === 2152;
}

function networkNumber(bytes: Buffer, at: number): number {
  return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
}

function enter(packet: Packet, at: number, end: number, kind: number, number: number, layer: number): number {
  if (at >= end) return LAYER.none;
  packet.addTunnel(kind, number);
  packet.at = at;
  packet.end = end;
  packet.wireEnd = Math.max(end, packet.payloadAt + packet.payloadLength);
  return layer;
}

/** Teredo: IPv6, behind optional authentication and origin indications. */
function decodeTeredo(packet: Packet, from: number, end: number): number {
  const { bytes } = packet;
  let at = from;
  if (at + 4 <= end && word16(bytes, at) === 1) at += 4 + bytes[at + 2]! + bytes[at + 3]! + 9;
  if (at + 8 <= end && word16(bytes, at) === 0) at += 8;
  if (at + 40 > end || bytes[at]! >> 4 !== 6) return LAYER.none;
  if (word16(bytes, at + 4) + 40 > packet.payloadLength) return LAYER.none;
  return enter(packet, at, end, TUNNEL.teredo, 0, LAYER.ipv6);
}

/** GTP-U version 1, user data only. */
function decodeGtp(packet: Packet, from: number, end: number): number {
  const { bytes } = packet;
  const flags = bytes[from]!;
  if (flags >> 4 !== 3 || bytes[from + 1] !== 255) return LAYER.none;
  let at = from + 8;
  if ((flags & 7) !== 0) {
    if (at + 4 > end) return LAYER.none;
    let next = (flags & 4) !== 0 ? bytes[at + 3]! : 0;
    at += 4;
    while (next !== 0 && at + 4 <= end) {
      const length = bytes[at]! * 4;
      if (length === 0 || at + length > end) return LAYER.none;
      next = bytes[at + length - 1]!;
      at += length;
    }
  }
  return enter(packet, at, end, TUNNEL.gtp, 0, LAYER.ipByVersion);
}
