import { LAYER } from '../decode/packet.ts';
import { addMac } from './addresses.ts';
import type { FrameTree } from './frame-tree.ts';
import { describeLlc } from './link.ts';
import { nameEtherType } from './names.ts';
import type { NextLayer } from './next-layer.ts';
import { LAST_LAYER } from './next-layer.ts';

const PACKET_KINDS = ['to us', 'broadcast', 'multicast', 'to another host', 'sent by us'];

function nameKind(kind: number): string {
  return PACKET_KINDS[kind] ?? String(kind);
}

function describeCooked(tree: FrameTree): NextLayer {
  tree.layer('Linux cooked capture', '', 0, 16);
  tree.number('Kind', 0, 2, nameKind);
  tree.number('Link type', 2, 2);
  if (tree.number('Address length', 4, 2) === 6) addMac(tree, 'Source', 6);
  return afterCooked(tree, 14, 16);
}

function describeCooked2(tree: FrameTree): NextLayer {
  tree.layer('Linux cooked capture v2', '', 0, 20);
  tree.number('Interface', 4, 4);
  tree.number('Link type', 8, 2);
  tree.number('Kind', 10, 1, nameKind);
  if (tree.number('Address length', 11, 1) === 6) addMac(tree, 'Source', 12);
  return afterCooked(tree, 0, 20);
}

function afterCooked(tree: FrameTree, typeAt: number, at: number): NextLayer {
  const type = tree.number('Type', typeAt, 2, nameEtherType);
  if (type === 4) return describeLlc(tree, at);
  return type >= 0x600 ? { layer: type, at } : LAST_LAYER;
}

function describeLoopback(tree: FrameTree): NextLayer {
  tree.layer('Loopback', '', 0, 4);
  const written = tree.hex('Family', 0, 4);
  const family = (written & 0xffff) === 0 ? written >>> 24 : written;
  if (family === 2) return { layer: LAYER.ipv4, at: 4 };
  return [10, 24, 28, 30].includes(family) ? { layer: LAYER.ipv6, at: 4 } : LAST_LAYER;
}

function describeRadiotap(tree: FrameTree): NextLayer {
  const length = tree.has(2, 2) ? tree.bytes.readUInt16LE(2) : 0;
  tree.layer('Radiotap', '', 0, length);
  tree.number('Version', 0, 1);
  if (length < 8) return LAST_LAYER;
  tree.add('Length', String(length), 2, 2);
  tree.hex('Fields present', 4, 4);
  return { layer: LAYER.wireless, at: length };
}

function describeNflog(tree: FrameTree): NextLayer {
  tree.layer('NFLOG', '', 0, 4);
  tree.number('Family', 0, 1);
  tree.number('Version', 1, 1);
  let at = 4;
  while (tree.has(at, 4) && !tree.isFull) {
    let length = tree.bytes.readUInt16LE(at);
    let type = tree.bytes.readUInt16LE(at + 2);
    if ((type & 0x7fff) > 255) {
      length = tree.bytes.readUInt16BE(at);
      type = tree.bytes.readUInt16BE(at + 2);
    }
    if (length < 4) break;
    if ((type & 0x7fff) === 9) return { layer: LAYER.ipByVersion, at: at + 4 };
    tree.add(`Attribute ${type & 0x7fff}`, `${length - 4} bytes`, at, Math.min(length, tree.end - at));
    at += (length + 3) & ~3;
  }
  return LAST_LAYER;
}

function describeHdlc(tree: FrameTree): NextLayer {
  tree.layer('Cisco HDLC', '', 0, 4);
  tree.hex('Address', 0, 1);
  const type = tree.number('Type', 2, 2, nameEtherType);
  return type >= 0x600 ? { layer: type, at: 4 } : LAST_LAYER;
}

function describeSized(tree: FrameTree, label: string, length: number, layer: number): NextLayer {
  tree.layer(label, '', 0, length);
  return length >= 8 ? { layer, at: length } : LAST_LAYER;
}

function describeInformed(tree: FrameTree): NextLayer {
  const inner = tree.has(4, 2) ? tree.bytes.readUInt16LE(4) : -1;
  const layer = inner === 1 ? LAYER.ethernet : inner === 105 ? LAYER.wireless : LAYER.none;
  return describeSized(tree, 'Per-packet information', tree.has(2, 2) ? tree.bytes.readUInt16LE(2) : 0, layer);
}

function describePrism(tree: FrameTree): NextLayer {
  const isAvs = tree.peek(0, 2) === 0x8021 && tree.peek(2, 2) <= 2;
  const length = isAvs ? tree.peek(4, 4) : tree.has(4, 2) ? tree.bytes.readUInt16LE(4) : 0;
  return describeSized(tree, isAvs ? 'AVS' : 'Prism', length > 1024 ? 0 : length, LAYER.wireless);
}

/** Describes what is special to a link type. @returns what comes next */
export function describeFirst(tree: FrameTree, linkType: number): NextLayer {
  switch (linkType) {
    case 1:
      return { layer: LAYER.ethernet, at: 0 };
    case 0:
    case 108:
      return describeLoopback(tree);
    case 9:
    case 50:
      return { layer: LAYER.ppp, at: 0 };
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return { layer: LAYER.ipByVersion, at: 0 };
    case 51:
      return { layer: LAYER.pppoe, at: 0 };
    case 104:
      return describeHdlc(tree);
    case 105:
      return { layer: LAYER.wireless, at: 0 };
    case 109:
      return describeSized(tree, 'Encapsulated', 12, LAYER.ipByVersion);
    case 113:
      return describeCooked(tree);
    case 119:
    case 163:
      return describePrism(tree);
    case 127:
      return describeRadiotap(tree);
    case 192:
      return describeInformed(tree);
    case 219:
      return { layer: LAYER.mpls, at: 0 };
    case 239:
      return describeNflog(tree);
    case 276:
      return describeCooked2(tree);
    default:
      return LAST_LAYER;
  }
}
