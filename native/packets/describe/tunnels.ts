import { LAYER } from '../decode/packet.ts';
import type { FrameTree } from './frame-tree.ts';
import { nameEtherType } from './names.ts';
import type { NextLayer } from './next-layer.ts';
import { LAST_LAYER } from './next-layer.ts';

/** GRE, version 0 or 1, and ERSPAN inside it. */
export function describeGre(tree: FrameTree, from: number): NextLayer {
  const layer = tree.layer('GRE', '', from, 4);
  const flags = tree.hex('Flags and version', from, 2);
  const type = tree.number('Protocol', from + 2, 2, nameEtherType);
  if (type < 0) return LAST_LAYER;
  layer.value = nameEtherType(type);
  tree.info = `GRE ${layer.value}`;
  const isPptp = (flags & 7) === 1;
  const fields: [string, boolean][] = isPptp
    ? [
        ['Key', true],
        ['Sequence', (flags & 0x1000) !== 0],
        ['Acknowledgement', (flags & 0x80) !== 0],
      ]
    : [
        ['Checksum', (flags & 0x8000) !== 0],
        ['Key', (flags & 0x2000) !== 0],
        ['Sequence', (flags & 0x1000) !== 0],
      ];
  let at = from + 4;
  for (const [label, isThere] of fields) {
    if (!isThere) continue;
    tree.hex(label, at, 4);
    at += 4;
  }
  layer.length = Math.min(at, tree.end) - from;
  if (type === 0x880b) return { layer: LAYER.ppp, at };
  if (type === 0x88be) return describeErspan(tree, at, (flags & 0x1000) !== 0 ? 8 : 0);
  if (type === 0x22eb) return describeErspan(tree, at, (tree.peek(at + 11, 1) & 1) === 1 ? 20 : 12);
  return (flags & 0x4007) === 0 ? { layer: type, at } : LAST_LAYER;
}

function describeErspan(tree: FrameTree, at: number, length: number): NextLayer {
  if (length > 0) {
    tree.layer('ERSPAN', '', at, length);
    tree.number('VLAN', at, 2, (value) => String(value & 0xfff));
    tree.number('Session', at + 2, 2, (value) => String(value & 0x3ff));
  }
  return { layer: LAYER.ethernet, at: at + length };
}

/** A tunnel over UDP. @returns what is inside, null when these ports carry none */
export function describeUdpTunnel(tree: FrameTree, at: number, source: number, target: number): NextLayer | null {
  const isOn = (port: number): boolean => source === port || target === port;
  if ((isOn(4789) || isOn(8472)) && (tree.peek(at, 1) & 8) !== 0 && tree.has(at, 8)) {
    return describeNetworkTunnel(tree, 'VXLAN', at, 8, LAYER.ethernet);
  }
  if (isOn(6081) && tree.has(at, 8) && tree.peek(at, 1) >> 6 === 0) {
    const inner = tree.peek(at + 2, 2);
    return describeNetworkTunnel(tree, 'GENEVE', at, 8 + (tree.peek(at, 1) & 63) * 4, inner);
  }
  if (isOn(3544)) return describeTeredo(tree, at);
  return isOn(2152) && tree.peek(at, 1) >> 4 === 3 && tree.peek(at + 1, 1) === 255 ? describeGtp(tree, at) : null;
}

function describeNetworkTunnel(tree: FrameTree, label: string, at: number, length: number, inner: number): NextLayer {
  const layer = tree.layer(label, '', at, length);
  tree.hex('Flags', at, 1);
  const network = tree.number('Network', at + 4, 3);
  layer.value = `network ${network}`;
  tree.info = `${label} network ${network}`;
  if (length > 8) tree.data('Options', at + 8, at + length);
  return { layer: inner, at: at + length };
}

function describeTeredo(tree: FrameTree, from: number): NextLayer | null {
  let at = from;
  if (tree.peek(at, 2) === 1) at += 13 + Math.max(0, tree.peek(at + 2, 1)) + Math.max(0, tree.peek(at + 3, 1));
  if (tree.peek(at, 2) === 0) at += 8;
  if (tree.peek(at, 1) >> 4 !== 6 || !tree.has(at, 40)) return null;
  if (at > from) tree.layer('Teredo', 'indications', from, at - from);
  return { layer: LAYER.ipv6, at };
}

function describeGtp(tree: FrameTree, from: number): NextLayer | null {
  const flags = tree.peek(from, 1);
  let at = from + 8;
  if ((flags & 7) !== 0) {
    let next = (flags & 4) !== 0 ? tree.peek(at + 3, 1) : 0;
    at += 4;
    while (next > 0) {
      const length = tree.peek(at, 1) * 4;
      if (length <= 0 || !tree.has(at, length)) return null;
      next = tree.peek(at + length - 1, 1);
      at += length;
    }
  }
  if (!tree.has(from, 8)) return null;
  const layer = tree.layer('GTP-U', '', from, at - from);
  tree.hex('Flags', from, 1);
  tree.number('Message type', from + 1, 1);
  tree.number('Length', from + 2, 2);
  layer.value = `tunnel ${tree.hex('Tunnel', from + 4, 4)}`;
  return { layer: LAYER.ipByVersion, at };
}
