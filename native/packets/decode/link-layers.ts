import type { Packet } from './packet.ts';
import { LAYER, TUNNEL } from './packet.ts';
import { word16 } from './words.ts';

/** @returns the layer an 802.2 LLC header at `packet.at` leads to */
export function decodeLlc(packet: Packet): number {
  const { bytes, at } = packet;
  if (at + 8 > packet.end) return LAYER.none;
  // Only SNAP with an EtherType carries IP.
  if (bytes[at] !== 0xaa || bytes[at + 1] !== 0xaa || bytes[at + 2] !== 3) return LAYER.none;
  packet.at = at + 8;
  return word16(bytes, at + 6);
}

/** Ethernet II, or 802.3 with LLC/SNAP. @returns the next layer */
export function decodeEthernet(packet: Packet): number {
  const { bytes, at } = packet;
  if (at + 14 > packet.end) return LAYER.none;
  packet.walkedTargetMac = at;
  packet.walkedSourceMac = at + 6;
  packet.at = at + 14;
  const type = word16(bytes, at + 12);
  return type >= 0x600 ? type : decodeLlc(packet);
}

/** One 802.1Q or 802.1ad tag. @returns the next layer */
export function decodeVlan(packet: Packet): number {
  const { bytes, at } = packet;
  if (at + 4 > packet.end) return LAYER.none;
  packet.addVlan(word16(bytes, at) & 0xfff);
  packet.at = at + 4;
  const type = word16(bytes, at + 2);
  return type >= 0x600 ? type : decodeLlc(packet);
}

/** A whole MPLS label stack; what follows is told by its first nibble. @returns the next layer */
export function decodeMpls(packet: Packet): number {
  const { bytes } = packet;
  let at = packet.at;
  let bottom = false;
  while (!bottom && at + 4 <= packet.end) {
    bottom = (bytes[at + 2]! & 1) !== 0;
    at += 4;
  }
  if (!bottom || at >= packet.end) return LAYER.none;
  packet.at = at;
  packet.addTunnel(TUNNEL.mpls, 0);
  const nibble = bytes[at]! >> 4;
  if (nibble === 4) return LAYER.ipv4;
  if (nibble === 6) return LAYER.ipv6;
  // 0 starts the control word of an Ethernet pseudo-wire.
  if (nibble !== 0) return LAYER.none;
  packet.at = at + 4;
  return LAYER.ethernet;
}

/** PPPoE session. @returns the next layer */
export function decodePppoe(packet: Packet): number {
  if (packet.at + 8 > packet.end) return LAYER.none;
  packet.at += 6;
  packet.addTunnel(TUNNEL.pppoe, 0);
  return decodePpp(packet);
}

/** PPP with or without address and control bytes, protocol in one or two bytes. @returns the next layer */
export function decodePpp(packet: Packet): number {
  const { bytes, end } = packet;
  let at = packet.at;
  if (at + 2 <= end && bytes[at] === 0xff && bytes[at + 1] === 3) at += 2;
  if (at + 2 > end) return LAYER.none;
  let protocol = bytes[at]!;
  if ((protocol & 1) === 0) {
    protocol = word16(bytes, at);
    at += 1;
  }
  packet.at = at + 1;
  if (protocol === 0x21) return LAYER.ipv4;
  if (protocol === 0x57) return LAYER.ipv6;
  return protocol === 0x281 ? LAYER.mpls : LAYER.none;
}
