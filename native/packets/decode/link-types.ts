import { decodeLlc } from './link-layers.ts';
import type { Packet } from './packet.ts';
import { LAYER } from './packet.ts';
import { decodeNflog, decodeRadiotap } from './wireless.ts';
import { word16, word32 } from './words.ts';

/** Linux cooked capture, version 1. */
function decodeCooked(packet: Packet): number {
  const { at } = packet;
  if (at + 16 > packet.end) return LAYER.none;
  if (word16(packet.bytes, at + 4) === 6) packet.walkedSourceMac = at + 6;
  packet.at = at + 16;
  return cookedProtocol(packet, word16(packet.bytes, at + 14));
}

/** Linux cooked capture, version 2. */
function decodeCooked2(packet: Packet): number {
  const { at } = packet;
  if (at + 20 > packet.end) return LAYER.none;
  if (packet.bytes[at + 11] === 6) packet.walkedSourceMac = at + 12;
  packet.at = at + 20;
  return cookedProtocol(packet, word16(packet.bytes, at));
}

function cookedProtocol(packet: Packet, protocol: number): number {
  if (protocol === 4) return decodeLlc(packet);
  return protocol >= 0x600 ? protocol : LAYER.none;
}

/** BSD loopback: an address family in the byte order of whoever captured. */
function decodeLoopback(packet: Packet): number {
  if (packet.at + 4 > packet.end) return LAYER.none;
  const written = word32(packet.bytes, packet.at);
  const family = (written & 0xffff) === 0 ? packet.bytes[packet.at]! : written;
  packet.at += 4;
  return layerOfFamily(family);
}

function layerOfFamily(family: number): number {
  if (family === 2) return LAYER.ipv4;
  // IPv6 is 10 on Linux, 24, 28 or 30 on the BSDs.
  return family === 10 || family === 24 || family === 28 || family === 30 ? LAYER.ipv6 : LAYER.none;
}

function stepOver(packet: Packet, length: number, layer: number): number {
  packet.at += length;
  return packet.at <= packet.end ? layer : LAYER.none;
}

/** Per-packet information: a header that names the link type behind it. */
function decodePerPacketInformation(packet: Packet): number {
  const { bytes, at } = packet;
  if (at + 8 > packet.end) return LAYER.none;
  const length = bytes[at + 2]! | (bytes[at + 3]! << 8);
  const linkType = bytes[at + 4]! | (bytes[at + 5]! << 8);
  if (length < 8 || linkType === 192) return LAYER.none;
  packet.at = at + length;
  if (linkType === 1) return LAYER.ethernet;
  return linkType === 105 ? LAYER.wireless : LAYER.none;
}

/** Prism and AVS headers tell their own length. */
function decodePrism(packet: Packet): number {
  const { bytes, at } = packet;
  if (at + 8 > packet.end) return LAYER.none;
  const isAvs = word16(bytes, at) === 0x8021 && word16(bytes, at + 2) <= 2;
  const length = isAvs ? word32(bytes, at + 4) : bytes[at + 4]! | (bytes[at + 5]! << 8);
  if (length < 8 || length > 1024) return LAYER.none;
  return stepOver(packet, length, LAYER.wireless);
}

/**
 * Starts on a frame of a link type other than Ethernet.
 * @returns the next layer, -1 when the link type is unknown
 */
export function firstLayer(packet: Packet, linkType: number): number {
  switch (linkType) {
    case 0:
    case 108:
      return decodeLoopback(packet);
    case 9:
    case 50:
      return LAYER.ppp;
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return LAYER.ipByVersion;
    case 51:
      return LAYER.pppoe;
    case 104: {
      const type = packet.at + 4 <= packet.end ? word16(packet.bytes, packet.at + 2) : 0;
      return stepOver(packet, 4, type >= 0x600 ? type : LAYER.none);
    }
    case 105:
      return LAYER.wireless;
    case 109:
      return stepOver(packet, 12, LAYER.ipByVersion);
    case 113:
      return decodeCooked(packet);
    case 119:
    case 163:
      return decodePrism(packet);
    case 127:
      return decodeRadiotap(packet);
    case 192:
      return decodePerPacketInformation(packet);
    case 219:
      return LAYER.mpls;
    case 239:
      return decodeNflog(packet);
    case 276:
      return decodeCooked2(packet);
    default:
      return -1;
  }
}
