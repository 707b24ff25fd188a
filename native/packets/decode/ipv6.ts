import type { Packet } from './packet.ts';
import { FRAGMENT, LAYER, TUNNEL } from './packet.ts';
import { decodeTransport } from './transport.ts';
import { word16, word32 } from './words.ts';

const MOST_EXTENSIONS = 16;

/** IPv6 with its extension headers. @returns the layer inside, when the packet is a tunnel's */
export function decodeIpv6(packet: Packet): number {
  const { bytes, at } = packet;
  if (at + 40 > packet.end || bytes[at]! >> 4 !== 6) return LAYER.none;
  let next = bytes[at + 6]!;
  const written = word16(bytes, at + 4);
  // 0 stands for a jumbogram or an offloaded frame, unless nothing follows.
  const total = written === 0 && next !== 59 ? Math.max(40, packet.wireEnd - at) : 40 + written;

  packet.commit();
  packet.family = 6;
  packet.source0 = word32(bytes, at + 8);
  packet.source1 = word32(bytes, at + 12);
  packet.source2 = word32(bytes, at + 16);
  packet.source3 = word32(bytes, at + 20);
  packet.target0 = word32(bytes, at + 24);
  packet.target1 = word32(bytes, at + 28);
  packet.target2 = word32(bytes, at + 32);
  packet.target3 = word32(bytes, at + 36);
  packet.networkAt = at;
  packet.ipBytes = total;
  packet.fragment = FRAGMENT.whole;
  packet.fragmentId = 0;

  const end = Math.min(packet.end, at + total);
  let inside = at + 40;
  for (let count = 0; count < MOST_EXTENSIONS && isExtension(next); count++) {
    if (inside + 8 > end) break;
    if (next === 44) {
      const fragment = word16(bytes, inside + 2);
      packet.fragmentId = word32(bytes, inside + 4);
      packet.fragment =
        (fragment & 0xfff8) !== 0 ? FRAGMENT.later : (fragment & 1) !== 0 ? FRAGMENT.first : FRAGMENT.whole;
      next = bytes[inside]!;
      inside += 8;
      if (packet.fragment === FRAGMENT.later) break;
    } else {
      const length = bytes[inside + 1]!;
      next = bytes[inside]!;
      inside += (length + 1) * 8;
    }
  }
  const start = Math.min(inside, end);
  return decodeTransport(packet, next, start, end, Math.max(0, at + total - inside), TUNNEL.ip4in6, TUNNEL.ip6in6);
}

function isExtension(next: number): boolean {
  return next === 0 || next === 43 || next === 44 || next === 60 || next === 135 || next === 139 || next === 140;
}
