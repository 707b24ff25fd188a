import { LAYER } from '../decode/packet.ts';
import { addMac } from './addresses.ts';
import type { FrameTree } from './frame-tree.ts';
import { nameEtherType } from './names.ts';
import type { NextLayer } from './next-layer.ts';
import { LAST_LAYER } from './next-layer.ts';

/** 802.2 LLC, and SNAP where it names an EtherType. */
export function describeLlc(tree: FrameTree, at: number): NextLayer {
  tree.layer('LLC', '', at, tree.peek(at, 2) === 0xaaaa ? 8 : 3);
  tree.hex('Destination SAP', at, 1);
  tree.hex('Source SAP', at + 1, 1);
  tree.hex('Control', at + 2, 1);
  if (tree.peek(at, 2) !== 0xaaaa) return LAST_LAYER;
  tree.hex('Organisation', at + 3, 3);
  const type = tree.number('Type', at + 6, 2, nameEtherType);
  return type < 0 ? LAST_LAYER : { layer: type, at: at + 8 };
}

/** Ethernet II or 802.3. */
export function describeEthernet(tree: FrameTree, at: number): NextLayer {
  const layer = tree.layer('Ethernet', '', at, 14);
  const target = addMac(tree, 'Destination', at);
  const source = addMac(tree, 'Source', at + 6);
  layer.value = `${source} → ${target}`;
  const type = tree.peek(at + 12, 2);
  if (type < 0) return LAST_LAYER;
  if (type < 0x600) {
    tree.number('Length', at + 12, 2);
    return describeLlc(tree, at + 14);
  }
  tree.number('Type', at + 12, 2, nameEtherType);
  tree.info = nameEtherType(type);
  return { layer: type, at: at + 14 };
}

/** One VLAN tag. */
export function describeVlan(tree: FrameTree, at: number): NextLayer {
  const tag = tree.peek(at, 2);
  tree.layer('802.1Q VLAN', tag < 0 ? '' : String(tag & 0xfff), at, 4);
  tree.number('Priority', at, 1, (value) => String(value >> 5));
  tree.number('VLAN', at, 2, (value) => String(value & 0xfff));
  const type = tree.number('Type', at + 2, 2, nameEtherType);
  if (type < 0) return LAST_LAYER;
  return type < 0x600 ? describeLlc(tree, at + 4) : { layer: type, at: at + 4 };
}

/** A label stack. */
export function describeMpls(tree: FrameTree, from: number): NextLayer {
  let at = from;
  for (;;) {
    const word = tree.peek(at, 4);
    if (word < 0 || tree.isFull) return LAST_LAYER;
    tree.layer('MPLS', `label ${word >>> 12}`, at, 4);
    tree.number('Label', at, 3, (value) => String(value >> 4));
    tree.number('Traffic class', at + 2, 1, (value) => String((value >> 1) & 7));
    tree.number('Bottom of stack', at + 2, 1, (value) => ((value & 1) === 1 ? 'yes' : 'no'));
    tree.number('Time to live', at + 3, 1);
    at += 4;
    if ((word & 0x100) !== 0) break;
  }
  const nibble = tree.peek(at, 1) >> 4;
  if (nibble === 4) return { layer: LAYER.ipv4, at };
  if (nibble === 6) return { layer: LAYER.ipv6, at };
  if (nibble !== 0) return LAST_LAYER;
  tree.layer('Pseudo-wire control word', '', at, 4);
  return { layer: LAYER.ethernet, at: at + 4 };
}

/** PPPoE session. */
export function describePppoe(tree: FrameTree, at: number): NextLayer {
  tree.layer('PPPoE', '', at, 6);
  tree.hex('Version and type', at, 1);
  tree.hex('Code', at + 1, 1);
  tree.hex('Session', at + 2, 2);
  tree.number('Length', at + 4, 2);
  return describePpp(tree, at + 6);
}

const PPP_LAYERS: Record<number, number> = { 0x21: LAYER.ipv4, 0x57: LAYER.ipv6, 0x281: LAYER.mpls };

/** PPP, its protocol in one or two bytes. */
export function describePpp(tree: FrameTree, from: number): NextLayer {
  const at = tree.peek(from, 2) === 0xff03 ? from + 2 : from;
  const isShort = (tree.peek(at, 1) & 1) === 1;
  const length = isShort ? 1 : 2;
  tree.layer('PPP', '', from, at + length - from);
  const protocol = tree.hex('Protocol', at, length);
  return { layer: PPP_LAYERS[protocol] ?? LAYER.none, at: at + length };
}
