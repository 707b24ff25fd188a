import type { Packet } from './packet.ts';
import { FRAGMENT, LAYER, TUNNEL } from './packet.ts';
import { decodeTransport } from './transport.ts';
import { word16, word32 } from './words.ts';

/** IPv4. @returns the layer inside, when the packet is a tunnel's */
export function decodeIpv4(packet: Packet): number {
  const { bytes, at, end } = packet;
  if (at + 20 > end) return LAYER.none;
  const first = bytes[at]!;
  const header = (first & 15) << 2;
  if (first >> 4 !== 4 || header < 20) return LAYER.none;
  // Segmentation offload leaves 0: then the frame tells the length.
  let total = word16(bytes, at + 2);
  if (total === 0) total = packet.wireEnd - at;
  if (total < header) total = header;

  packet.commit();
  packet.family = 4;
  packet.source0 = word32(bytes, at + 12);
  packet.target0 = word32(bytes, at + 16);
  packet.source1 = packet.source2 = packet.source3 = 0;
  packet.target1 = packet.target2 = packet.target3 = 0;
  packet.networkAt = at;
  packet.ipBytes = total;
  const fragment = word16(bytes, at + 6);
  packet.fragmentId = word16(bytes, at + 4);
  packet.fragment =
    (fragment & 0x1fff) !== 0 ? FRAGMENT.later : (fragment & 0x2000) !== 0 ? FRAGMENT.first : FRAGMENT.whole;

  const captured = Math.min(end, at + total);
  const inside = Math.min(at + header, captured);
  return decodeTransport(packet, bytes[at + 9]!, inside, captured, total - header, TUNNEL.ip4in4, TUNNEL.ip6in4);
}
