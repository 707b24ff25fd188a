import type { CaptureInterface, Frame } from './frame.ts';

/** A frame taken out of its file: it owns its bytes. */
export interface StoredPacket {
  bytes: Buffer;
  linkType: number;
  originalLength: number;
  seconds: number;
  nanoseconds: number;
  /** Microseconds, as a double. */
  time: number;
  /** Offset of its record or block in the (unpacked) file. */
  offset: number;
  interfaceName: string;
  comment: string;
}

/** @returns a copy that outlives the reader's frame */
export function storePacket(frame: Frame, source: CaptureInterface | undefined): StoredPacket {
  return {
    bytes: Buffer.from(frame.bytes.subarray(frame.start, frame.start + frame.capturedLength)),
    linkType: frame.linkType,
    originalLength: frame.originalLength,
    seconds: frame.seconds,
    nanoseconds: frame.nanoseconds,
    time: frame.time,
    offset: frame.offset,
    interfaceName: source?.name ?? '',
    comment: frame.comment,
  };
}
