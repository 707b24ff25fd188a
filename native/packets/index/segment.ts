import type { CaptureInterface, RecordLayout } from '../files/frame.ts';
import { SEGMENT_HEADER_BYTES, SEGMENT_INTERFACE_BYTES, SEGMENT_MAGIC, SEGMENT_PACKETS } from './packet-index.ts';

/** A stretch of consecutive packets of one file. */
export interface Segment {
  layout: RecordLayout;
  /** Number of the file within the analysis. */
  file: number;
  /** Number, over all files, of the first packet. */
  firstPacket: number;
  minTime: number;
  maxTime: number;
  interfaces: ReadonlyMap<number, CaptureInterface>;
  /** Flow of each packet; 0 for none. */
  flows: Uint32Array;
  /** File offset of each packet's record is `baseOffset + offsets[i]`. */
  baseOffset: number;
  offsets: Uint32Array;
}

/** Where one packet lies. */
export interface PacketPlace {
  /** Packet number over all files. */
  number: number;
  file: number;
  /** Offset of its record or block. */
  offset: number;
}

/** @returns the segment, or null when the bytes are not one */
export function readSegment(bytes: Buffer): Segment | null {
  if (bytes.length < SEGMENT_HEADER_BYTES || bytes.readUInt32LE(0) !== SEGMENT_MAGIC) return null;
  const count = bytes.readUInt32LE(12);
  const interfaceCount = bytes.readUInt32LE(48);
  const columns = SEGMENT_HEADER_BYTES + interfaceCount * SEGMENT_INTERFACE_BYTES;
  if (count > SEGMENT_PACKETS || bytes.length !== columns + count * 8) return null;
  const interfaces = new Map<number, CaptureInterface>();
  for (let at = SEGMENT_HEADER_BYTES; at < columns; at += SEGMENT_INTERFACE_BYTES) {
    interfaces.set(bytes.readUInt32LE(at), {
      linkType: bytes.readUInt32LE(at + 4),
      snapLength: bytes.readUInt32LE(at + 8),
      resolution: bytes.readUInt8(at + 12),
      binary: bytes[at + 13] === 1,
      offsetSeconds: bytes.readDoubleLE(at + 16),
      name: '',
    });
  }
  return {
    layout: {
      format: bytes[4] === 0 ? 'pcap' : 'pcapng',
      bigEndian: bytes[5] === 1,
      headerBytes: bytes.readUInt8(6),
    },
    file: bytes.readUInt32LE(8),
    firstPacket: bytes.readDoubleLE(16),
    baseOffset: bytes.readDoubleLE(24),
    minTime: bytes.readDoubleLE(32),
    maxTime: bytes.readDoubleLE(40),
    interfaces,
    flows: readColumn(bytes, columns, count),
    offsets: readColumn(bytes, columns + count * 4, count),
  };
}

/** @returns the packets of a flow that lie in a segment, in file order */
export function findPackets(segment: Segment, flow: number): PacketPlace[] {
  const places: PacketPlace[] = [];
  const { flows, offsets } = segment;
  for (let index = flows.indexOf(flow); index >= 0; index = flows.indexOf(flow, index + 1)) {
    places.push({
      number: segment.firstPacket + index,
      file: segment.file,
      offset: segment.baseOffset + offsets[index]!,
    });
  }
  return places;
}

/** Copies, since a column inside a buffer need not be aligned. */
function readColumn(bytes: Buffer, at: number, count: number): Uint32Array {
  const column = new Uint32Array(count);
  bytes.copy(new Uint8Array(column.buffer), 0, at, at + count * 4);
  return column;
}
