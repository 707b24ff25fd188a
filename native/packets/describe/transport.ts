import { LAYER } from '../decode/packet.ts';
import { describePayload } from './application.ts';
import type { FrameTree } from './frame-tree.ts';
import { describeIcmp, describeIcmp6 } from './icmp.ts';
import { nameProtocol } from './names.ts';
import type { NextLayer } from './next-layer.ts';
import { LAST_LAYER } from './next-layer.ts';
import { describeGre, describeUdpTunnel } from './tunnels.ts';

/** What a transport needs to know of the packet around it. */
export interface IpContext {
  source: string;
  isVersion6: boolean;
  /** The first of several fragments: its payload is not whole. */
  isFragment: boolean;
}

const FLAG_NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];
const OPTION_NAMES: Record<number, string> = {
  0: 'End of options',
  1: 'No operation',
  2: 'Maximum segment size',
  3: 'Window scale',
  4: 'Selective acknowledgement permitted',
  5: 'Selective acknowledgement',
  8: 'Timestamps',
};

/** The transport layer and what it carries. @returns the layer inside, when there is a tunnel */
export function describeTransport(tree: FrameTree, protocol: number, at: number, context: IpContext): NextLayer {
  if (at >= tree.end) return LAST_LAYER;
  switch (protocol) {
    case 6:
      return describeTcp(tree, at, context);
    case 17:
      return describeUdp(tree, at, context);
    case 1:
      return describeIcmp(tree, at);
    case 58:
      return describeIcmp6(tree, at);
    case 132:
      return describeSctp(tree, at, context);
    case 47:
      return describeGre(tree, at);
    case 51:
      return describeAuthentication(tree, at, context);
    case 4:
      return { layer: LAYER.ipv4, at };
    case 41:
      return { layer: LAYER.ipv6, at };
    case 137:
      return { layer: LAYER.mpls, at };
    default:
      tree.layer(nameProtocol(protocol), `${tree.end - at} bytes`, at, tree.end - at);
      return LAST_LAYER;
  }
}

function describeAuthentication(tree: FrameTree, at: number, context: IpContext): NextLayer {
  const length = (tree.peek(at + 1, 1) + 2) * 4;
  tree.layer('Authentication header', '', at, length);
  const next = tree.number('Next header', at, 1, nameProtocol);
  tree.hex('Security parameters index', at + 4, 4);
  tree.number('Sequence', at + 8, 4);
  return next === 51 || next < 0 ? LAST_LAYER : describeTransport(tree, next, at + length, context);
}

/** Sets `address:port`, IPv6 in brackets. */
function setSource(tree: FrameTree, context: IpContext, port: number): void {
  tree.source = context.isVersion6 ? `[${context.source}]:${port}` : `${context.source}:${port}`;
}

function describeTcp(tree: FrameTree, at: number, context: IpContext): NextLayer {
  const header = Math.max(20, (tree.peek(at + 12, 1) >> 4) * 4);
  const layer = tree.layer('TCP', '', at, header);
  const source = tree.number('Source port', at, 2);
  const target = tree.number('Destination port', at + 2, 2);
  if (target < 0) return LAST_LAYER;
  setSource(tree, context, source);
  const sequence = tree.number('Sequence number', at + 4, 4);
  const acknowledgement = tree.number('Acknowledgement number', at + 8, 4);
  tree.number('Header length', at + 12, 1, (value) => `${(value >> 4) * 4} bytes`);
  const flags = tree.peek(at + 13, 1);
  const named = FLAG_NAMES.filter((_, bit) => flags >= 0 && (flags & (1 << bit)) !== 0).join(' ');
  if (flags >= 0) tree.add('Flags', named, at + 13, 1);
  tree.number('Window', at + 14, 2);
  tree.hex('Checksum', at + 16, 2);
  tree.number('Urgent pointer', at + 18, 2);
  describeOptions(tree, at + 20, Math.min(at + header, tree.end));
  const payload = Math.max(0, tree.end - at - header);
  layer.value = `${source} → ${target} [${named}]`;
  tree.info = `${source} → ${target} [${named}] seq ${sequence} ack ${acknowledgement} len ${payload}`;
  if (payload > 0) describePayload(tree, at + header, 'tcp', source, target);
  return LAST_LAYER;
}

function describeOptions(tree: FrameTree, from: number, to: number): void {
  let at = from;
  while (at < to && !tree.isFull) {
    const kind = tree.peek(at, 1);
    const length = kind < 2 ? 1 : tree.peek(at + 1, 1);
    if (length < 1 || (kind >= 2 && length < 2) || at + length > to) return;
    const value = kind === 2 ? String(tree.peek(at + 2, 2)) : kind === 3 ? String(tree.peek(at + 2, 1)) : '';
    tree.add(OPTION_NAMES[kind] ?? `Option ${kind}`, value, at, length);
    if (kind === 0) return;
    at += length;
  }
}

function describeUdp(tree: FrameTree, at: number, context: IpContext): NextLayer {
  const layer = tree.layer('UDP', '', at, 8);
  const source = tree.number('Source port', at, 2);
  const target = tree.number('Destination port', at + 2, 2);
  const length = tree.number('Length', at + 4, 2);
  tree.hex('Checksum', at + 6, 2);
  if (target < 0) return LAST_LAYER;
  setSource(tree, context, source);
  layer.value = `${source} → ${target}`;
  tree.info = `${source} → ${target} len ${Math.max(0, tree.end - at - 8)}`;
  if (length >= 8 && !context.isFragment) tree.end = Math.min(tree.end, at + length);
  if (at + 8 >= tree.end) return LAST_LAYER;
  const tunnel = context.isFragment ? null : describeUdpTunnel(tree, at + 8, source, target);
  if (tunnel !== null) return tunnel;
  describePayload(tree, at + 8, 'udp', source, target);
  return LAST_LAYER;
}

function describeSctp(tree: FrameTree, at: number, context: IpContext): NextLayer {
  const layer = tree.layer('SCTP', '', at, 12);
  const source = tree.number('Source port', at, 2);
  const target = tree.number('Destination port', at + 2, 2);
  tree.hex('Verification tag', at + 4, 4);
  tree.hex('Checksum', at + 8, 4);
  if (target < 0) return LAST_LAYER;
  setSource(tree, context, source);
  layer.value = `${source} → ${target}`;
  tree.info = `${source} → ${target} SCTP`;
  let chunk = at + 12;
  while (tree.has(chunk, 4) && !tree.isFull) {
    const length = tree.peek(chunk + 2, 2);
    if (length < 4) break;
    tree.add(`Chunk ${tree.peek(chunk, 1)}`, `${length} bytes`, chunk, Math.min(length, tree.end - chunk));
    chunk += (length + 3) & ~3;
  }
  return LAST_LAYER;
}
