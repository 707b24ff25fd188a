import { addIpv4, addMac } from './addresses.ts';
import type { FrameTree } from './frame-tree.ts';
import type { NextLayer } from './next-layer.ts';
import { LAST_LAYER } from './next-layer.ts';

/** ARP for IPv4. */
export function describeArp(tree: FrameTree, at: number): NextLayer {
  const layer = tree.layer('ARP', '', at, 28);
  tree.number('Hardware type', at, 2);
  tree.hex('Protocol type', at + 2, 2);
  const isUsual = tree.peek(at + 4, 2) === 0x0604;
  tree.number('Hardware size', at + 4, 1);
  tree.number('Protocol size', at + 5, 1);
  const operation = tree.number('Operation', at + 6, 2, (value) =>
    value === 1 ? 'request (1)' : value === 2 ? 'reply (2)' : String(value),
  );
  if (!isUsual) return LAST_LAYER;
  const senderMac = addMac(tree, 'Sender hardware address', at + 8);
  const sender = addIpv4(tree, 'Sender address', at + 14);
  addMac(tree, 'Target hardware address', at + 18);
  const target = addIpv4(tree, 'Target address', at + 24);
  tree.source = sender;
  tree.info = operation === 1 ? `Who has ${target}? Tell ${sender}` : `${sender} is at ${senderMac}`;
  layer.value = tree.info;
  return LAST_LAYER;
}
