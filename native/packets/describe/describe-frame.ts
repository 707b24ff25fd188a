import { LAYER } from '../decode/packet.ts';
import type { StoredPacket } from '../files/stored-packet.ts';
import { describeArp } from './arp.ts';
import type { DescribedField } from './frame-tree.ts';
import { FrameTree } from './frame-tree.ts';
import { describeIpv4, describeIpv6 } from './ip.ts';
import { describeEthernet, describeMpls, describePpp, describePppoe, describeVlan } from './link.ts';
import { describeFirst } from './link-types.ts';
import type { NextLayer } from './next-layer.ts';
import { describeWireless } from './wireless.ts';

/** A frame taken apart for reading. */
export interface FrameDescription {
  /** One line: what the packet is about. */
  info: string;
  /** `address:port` of the innermost source, the address alone where there is no port, '' without IP. */
  source: string;
  layers: DescribedField[];
}

const MOST_LAYERS = 32;

/** @returns every layer of a frame with its fields, each with its place in the frame's bytes; never throws */
export function describeFrame(packet: Pick<StoredPacket, 'bytes' | 'linkType'>): FrameDescription {
  const tree = new FrameTree(packet.bytes);
  let next: NextLayer = describeFirst(tree, packet.linkType);
  let depth = 0;
  while (next.layer !== LAYER.none && depth < MOST_LAYERS && !tree.isFull && next.at < tree.end) {
    next = describeLayer(tree, next);
    depth += 1;
  }
  if (tree.layers.length === 0) tree.layer('Data', `${packet.bytes.length} bytes`, 0, packet.bytes.length);
  return { info: tree.info.slice(0, 500), source: tree.source, layers: tree.layers };
}

function describeLayer(tree: FrameTree, next: NextLayer): NextLayer {
  const { layer, at } = next;
  switch (layer) {
    case LAYER.ipv4:
      return describeIpv4(tree, at);
    case LAYER.ipv6:
      return describeIpv6(tree, at);
    case LAYER.arp:
      return describeArp(tree, at);
    case 0x8100:
    case 0x88a8:
    case 0x9100:
    case 0x9200:
    case 0x9300:
      return describeVlan(tree, at);
    case LAYER.ethernet:
    case LAYER.transparentEthernet:
      return describeEthernet(tree, at);
    case LAYER.mpls:
    case LAYER.mplsMulticast:
      return describeMpls(tree, at);
    case LAYER.pppoe:
      return describePppoe(tree, at);
    case LAYER.ppp:
      return describePpp(tree, at);
    case LAYER.wireless:
      return describeWireless(tree, at);
    case LAYER.ipByVersion:
      return tree.peek(at, 1) >> 4 === 6 ? describeIpv6(tree, at) : describeIpv4(tree, at);
    default:
      tree.layer('Data', `${tree.end - at} bytes`, at, tree.end - at);
      return { layer: LAYER.none, at };
  }
}
