import { addMac } from './addresses.ts';
import type { FrameTree } from './frame-tree.ts';
import { describeLlc } from './link.ts';
import type { NextLayer } from './next-layer.ts';
import { LAST_LAYER } from './next-layer.ts';

const KINDS = ['management', 'control', 'data', 'extension'];

/** An 802.11 frame; what it carries where that is in clear. */
export function describeWireless(tree: FrameTree, at: number): NextLayer {
  const control = tree.peek(at, 1);
  const flags = tree.peek(at + 1, 1);
  if (flags < 0) return LAST_LAYER;
  const isData = (control & 0x0c) === 0x08;
  const isQos = isData && (control & 0x80) !== 0;
  const addresses = (flags & 3) === 3 ? 4 : 3;
  let length = isData ? 24 + (addresses === 4 ? 6 : 0) + (isQos ? 2 : 0) : 24;
  if (isQos && (flags & 0x80) !== 0) length += 4;
  tree.layer('802.11', KINDS[(control >> 2) & 3] ?? '', at, Math.min(length, tree.end - at));
  tree.hex('Frame control', at, 2);
  addMac(tree, 'Receiver', at + 4);
  addMac(tree, 'Transmitter', at + 10);
  addMac(tree, 'Third address', at + 16);
  if (addresses === 4) addMac(tree, 'Fourth address', at + 24);
  tree.info = `802.11 ${KINDS[(control >> 2) & 3] ?? ''}`;
  const isReadable = isData && (control & 0x40) === 0 && (flags & 0x40) === 0;
  return isReadable && tree.has(at + length, 8) ? describeLlc(tree, at + length) : LAST_LAYER;
}
