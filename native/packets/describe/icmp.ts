import { addIpv6, addMac } from './addresses.ts';
import type { FrameTree } from './frame-tree.ts';
import { nameIcmp6Type, nameIcmpType } from './names.ts';
import type { NextLayer } from './next-layer.ts';
import { LAST_LAYER } from './next-layer.ts';

/** ICMP; an error's quoted packet is shown as bytes, since it is not this packet's content. */
export function describeIcmp(tree: FrameTree, at: number): NextLayer {
  const type = tree.peek(at, 1);
  const layer = tree.layer('ICMP', nameIcmpType(type), at, 8);
  describeHead(tree, at, nameIcmpType);
  const isEcho = type === 0 || type === 8;
  describeRest(tree, at, isEcho, type === 3 || type === 4 || type === 5 || type === 11 || type === 12);
  tree.info = layer.value;
  return LAST_LAYER;
}

/** ICMPv6 with neighbour discovery. */
export function describeIcmp6(tree: FrameTree, at: number): NextLayer {
  const type = tree.peek(at, 1);
  const layer = tree.layer('ICMPv6', nameIcmp6Type(type), at, 8);
  describeHead(tree, at, nameIcmp6Type);
  tree.info = layer.value;
  if (type === 135 || type === 136) {
    tree.hex('Flags', at + 4, 4);
    const target = addIpv6(tree, 'Target', at + 8);
    layer.length = Math.min(24, tree.end - at);
    tree.info = `${layer.value} ${target}`;
    describeDiscoveryOptions(tree, at + 24);
    return LAST_LAYER;
  }
  describeRest(tree, at, type === 128 || type === 129, type >= 1 && type <= 4);
  return LAST_LAYER;
}

function describeHead(tree: FrameTree, at: number, name: (type: number) => string): void {
  tree.number('Type', at, 1, name);
  tree.number('Code', at + 1, 1);
  tree.hex('Checksum', at + 2, 2);
}

function describeRest(tree: FrameTree, at: number, isEcho: boolean, isError: boolean): void {
  if (isEcho) {
    tree.number('Identifier', at + 4, 2);
    tree.number('Sequence', at + 6, 2);
  } else {
    tree.hex('Rest of header', at + 4, 4);
  }
  tree.data(isError ? 'Quoted packet' : 'Data', at + 8, tree.end);
}

function describeDiscoveryOptions(tree: FrameTree, from: number): void {
  let at = from;
  while (tree.has(at, 8) && !tree.isFull) {
    const type = tree.peek(at, 1);
    const length = tree.peek(at + 1, 1) * 8;
    if (length === 0) return;
    if (type === 1 || type === 2) addMac(tree, type === 1 ? 'Source link address' : 'Target link address', at + 2);
    else tree.add(`Option ${type}`, `${length} bytes`, at, length);
    at += length;
  }
}
