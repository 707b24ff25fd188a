import { decodeLlc } from './link-layers.ts';
import type { Packet } from './packet.ts';
import { LAYER } from './packet.ts';
import { word16 } from './words.ts';

/** Steps over a radiotap header. @returns the next layer */
export function decodeRadiotap(packet: Packet): number {
  const { bytes, at } = packet;
  if (at + 8 > packet.end) return LAYER.none;
  const length = bytes[at + 2]! | (bytes[at + 3]! << 8);
  if (length < 8) return LAYER.none;
  packet.at = at + length;
  return LAYER.wireless;
}

/** An 802.11 data frame in clear. @returns the next layer */
export function decodeWireless(packet: Packet): number {
  const { bytes, at, end } = packet;
  if (at + 24 > end) return LAYER.none;
  const control = bytes[at]!;
  const flags = bytes[at + 1]!;
  const isData = (control & 0x0c) === 0x08;
  const hasBody = (control & 0x40) === 0;
  const isProtected = (flags & 0x40) !== 0;
  if (!isData || !hasBody || isProtected) return LAYER.none;
  const toNetwork = (flags & 1) !== 0;
  const fromNetwork = (flags & 2) !== 0;
  let length = 24;
  if (toNetwork && fromNetwork) length += 6;
  if ((control & 0x80) !== 0) {
    // Aggregated frames hold several packets; they are not taken apart.
    if (at + length + 2 > end || (bytes[at + length]! & 0x80) !== 0) return LAYER.none;
    length += 2;
    if ((flags & 0x80) !== 0) length += 4;
  }
  packet.walkedTargetMac = toNetwork ? at + 16 : at + 4;
  packet.walkedSourceMac = fromNetwork ? (toNetwork ? at + 24 : at + 16) : at + 10;
  packet.at = at + length;
  return decodeLlc(packet);
}

/** NFLOG: attributes, one of which is the packet. @returns the next layer */
export function decodeNflog(packet: Packet): number {
  const { bytes, end } = packet;
  let at = packet.at + 4;
  while (at + 4 <= end) {
    let length = bytes[at]! | (bytes[at + 1]! << 8);
    let type = bytes[at + 2]! | (bytes[at + 3]! << 8);
    // The writer's byte order is not told; a type above 255 means the other one.
    if ((type & 0x7fff) > 255) {
      length = word16(bytes, at);
      type = word16(bytes, at + 2);
    }
    if (length < 4) return LAYER.none;
    if ((type & 0x7fff) === 9) {
      packet.at = at + 4;
      packet.end = Math.min(end, at + length);
      return LAYER.ipByVersion;
    }
    at += (length + 3) & ~3;
  }
  return LAYER.none;
}
