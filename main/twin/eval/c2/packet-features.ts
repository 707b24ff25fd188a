import { FEATURES } from '../../models/classifier/hashed-grams.ts';
import type { SparseRow } from '../../models/classifier/hashed-grams.ts';
import type { LabelledPacket } from './labelled-packets.ts';

function hash(parts: readonly number[]): number {
  let mixed = 17;
  for (const part of parts) {
    mixed = Math.imul(mixed ^ (part + 1), 0x9e3779b1);
    mixed ^= mixed >>> 15;
  }
  return Math.imul(mixed, 0x85ebca6b) >>> (32 - Math.log2(FEATURES));
}

/** Half decades of seconds: how long matters by its order of magnitude. */
function magnitude(seconds: number): number {
  return seconds <= 0 ? -1 : Math.max(0, Math.round(Math.log10(seconds) * 2) + 20);
}

/** Thirds of an octave, ends and flags of a packet; an own word before the first. */
function wordOf(packet: LabelledPacket | undefined): [size: number, ends: number, flags: number] {
  if (!packet) return [-9, -9, -9];
  return [Math.round(Math.log2(Math.max(1, packet.length)) * 3), packet.ends, packet.flags + (packet.udp ? 64 : 0)];
}

/** Hashed features of each packet in its order: itself, the two before it, and how fast they came. No address, no port. */
export function packetFeatures(packets: readonly LabelledPacket[]): SparseRow[] {
  return packets.map((packet, at) => {
    const [size, ends, flags] = wordOf(packet);
    const [size1, ends1, flags1] = wordOf(packets[at - 1]);
    const [size2, ends2, flags2] = wordOf(packets[at - 2]);
    const [last, of3, of5, of10, deviation] = packet.gaps;
    const features = [
      [1, size],
      [2, ends],
      [3, flags],
      [4, size, flags],
      [5, size, ends, flags],
      [6, magnitude(last)],
      [7, magnitude(of3)],
      [8, magnitude(of5)],
      [9, magnitude(of10)],
      [10, magnitude(last), size],
      [12, magnitude(deviation)],
      [20, size1, flags1],
      [21, size, flags, size1, flags1],
      [22, size1, ends1, flags1, size2, ends2, flags2],
      [23, ends, ends1, ends2],
      [24, flags, flags1, flags2],
    ];
    const indices = Uint16Array.from(new Set(features.map(hash)));
    return { indices, values: new Float64Array(indices.length).fill(1 / Math.sqrt(indices.length)) };
  });
}
