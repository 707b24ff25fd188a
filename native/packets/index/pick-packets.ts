import { SEGMENT_HEADER_BYTES, SEGMENT_INTERFACE_BYTES } from './packet-index.ts';
import { readSegment } from './segment.ts';

/**
 * A segment of only some of a segment's packets, small enough to send: how records are written, and where these lie.
 * @param packets their numbers over all files; those not in the segment are left out
 * @returns empty when the bytes are no segment
 */
export function pickPackets(bytes: Buffer, packets: readonly number[]): Buffer {
  const segment = readSegment(bytes);
  if (segment === null) return Buffer.alloc(0);
  const columns = SEGMENT_HEADER_BYTES + segment.interfaces.size * SEGMENT_INTERFACE_BYTES;
  const chosen = packets
    .map((number) => number - segment.firstPacket)
    .filter((at) => at >= 0 && at < segment.flows.length);
  const picked = Buffer.alloc(columns + chosen.length * 8);
  bytes.copy(picked, 0, 0, columns);
  picked.writeUInt32LE(chosen.length, 12);
  for (const [index, at] of chosen.entries()) {
    picked.writeUInt32LE(segment.flows[at] ?? 0, columns + index * 4);
    picked.writeUInt32LE(segment.offsets[at] ?? 0, columns + (chosen.length + index) * 4);
  }
  return picked;
}
