import { LAYER } from '../decode/packet.ts';
import { addIpv4, addIpv6 } from './addresses.ts';
import type { FrameTree } from './frame-tree.ts';
import { nameProtocol } from './names.ts';
import type { NextLayer } from './next-layer.ts';
import { LAST_LAYER } from './next-layer.ts';
import { describeTransport } from './transport.ts';

const MOST_EXTENSIONS = 16;

/** IPv4 and what it carries. */
export function describeIpv4(tree: FrameTree, at: number): NextLayer {
  const first = tree.peek(at, 1);
  const header = (first & 15) * 4;
  if (first >> 4 !== 4 || header < 20 || !tree.has(at, 20)) {
    tree.layer('IPv4', 'not complete', at, tree.end - at);
    return LAST_LAYER;
  }
  const layer = tree.layer('IPv4', '', at, header);
  tree.number('Version', at, 1, (value) => String(value >> 4));
  tree.number('Header length', at, 1, (value) => `${(value & 15) * 4} bytes`);
  tree.hex('Differentiated services', at + 1, 1);
  const total = tree.number('Total length', at + 2, 2);
  tree.hex('Identification', at + 4, 2);
  const fragment = tree.number('Flags and fragment offset', at + 6, 2, nameFragment);
  tree.number('Time to live', at + 8, 1);
  const protocol = tree.number('Protocol', at + 9, 1, nameProtocol);
  tree.hex('Header checksum', at + 10, 2);
  const source = addIpv4(tree, 'Source', at + 12);
  const target = addIpv4(tree, 'Destination', at + 16);
  if (header > 20) tree.data('Options', at + 20, at + header);
  layer.value = `${source} → ${target}`;
  tree.source = source;
  tree.info = `${nameProtocol(protocol)} ${source} → ${target}`;
  if (total >= header) tree.end = Math.min(tree.end, at + total);
  const isLater = (fragment & 0x1fff) !== 0;
  if (isLater) return describeFragment(tree, at + header, protocol, (fragment & 0x1fff) * 8);
  return describeTransport(tree, protocol, at + header, {
    source,
    isVersion6: false,
    isFragment: (fragment & 0x2000) !== 0,
  });
}

function nameFragment(value: number): string {
  const flags = [(value & 0x4000) !== 0 ? 'do not fragment' : '', (value & 0x2000) !== 0 ? 'more fragments' : ''];
  const named = flags.filter((flag) => flag !== '').join(', ');
  return `${named === '' ? 'none' : named}, offset ${(value & 0x1fff) * 8}`;
}

function describeFragment(tree: FrameTree, at: number, protocol: number, offset: number): NextLayer {
  tree.info = `Fragment of ${nameProtocol(protocol)}, offset ${offset}`;
  if (at < tree.end) tree.layer('Fragment', `${tree.end - at} bytes, offset ${offset}`, at, tree.end - at);
  return { layer: LAYER.none, at };
}

/** IPv6, its extension headers and what it carries. */
export function describeIpv6(tree: FrameTree, at: number): NextLayer {
  if (tree.peek(at, 1) >> 4 !== 6 || !tree.has(at, 40)) {
    tree.layer('IPv6', 'not complete', at, tree.end - at);
    return LAST_LAYER;
  }
  const layer = tree.layer('IPv6', '', at, 40);
  tree.number('Version', at, 1, (value) => String(value >> 4));
  tree.number('Traffic class', at, 2, (value) => `0x${((value >> 4) & 0xff).toString(16).padStart(2, '0')}`);
  tree.number('Flow label', at + 1, 3, (value) => `0x${(value & 0xfffff).toString(16).padStart(5, '0')}`);
  const length = tree.number('Payload length', at + 4, 2);
  let next = tree.number('Next header', at + 6, 1, nameProtocol);
  tree.number('Hop limit', at + 7, 1);
  const source = addIpv6(tree, 'Source', at + 8);
  const target = addIpv6(tree, 'Destination', at + 24);
  layer.value = `${source} → ${target}`;
  tree.source = source;
  if (length > 0) tree.end = Math.min(tree.end, at + 40 + length);
  let inside = at + 40;
  let isFragment = false;
  for (let count = 0; count < MOST_EXTENSIONS && isExtension(next) && tree.has(inside, 8); count++) {
    const size = next === 44 ? 8 : (tree.peek(inside + 1, 1) + 1) * 8;
    tree.layer(`IPv6 ${nameProtocol(next)}`, '', inside, size);
    const following = tree.number('Next header', inside, 1, nameProtocol);
    if (next === 44) {
      const fragment = tree.number('Fragment offset', inside + 2, 2, (value) => String(value & 0xfff8));
      tree.hex('Identification', inside + 4, 4);
      if ((fragment & 0xfff8) !== 0) return describeFragment(tree, inside + 8, following, fragment & 0xfff8);
      isFragment = (fragment & 1) !== 0;
    } else {
      tree.data('Options', inside + 2, inside + size);
    }
    next = following;
    inside += size;
  }
  tree.info = `${nameProtocol(next)} ${source} → ${target}`;
  return describeTransport(tree, next, inside, { source, isVersion6: true, isFragment });
}

function isExtension(next: number): boolean {
  return [0, 43, 44, 60, 135, 139, 140].includes(next);
}
