import type { CaptureNote } from '../records.ts';

/** What a capture says about one interface: enough to read a packet record of it without the rest of the file. */
export interface CaptureInterface {
  /** LINKTYPE_ number. */
  linkType: number;
  /** Longest captured length, 0 when unlimited. */
  snapLength: number;
  /** Power of the timestamp unit: the exponent of 10, or of 2 when `binary`. A microsecond is 6. */
  resolution: number;
  binary: boolean;
  /** Seconds added to every timestamp. */
  offsetSeconds: number;
  name: string;
}

/** How the packet records around a frame are written. */
export interface RecordLayout {
  format: 'pcap' | 'pcapng';
  bigEndian: boolean;
  /** Bytes of a pcap record header: 16, or 24 in the modified variant; 0 for pcapng. */
  headerBytes: number;
}

/**
 * One captured frame. Readers reuse a single object: everything in it is valid only during the call that
 * hands it over. The frame's bytes are `bytes[start, start + capturedLength)`.
 */
export interface Frame {
  bytes: Buffer;
  start: number;
  capturedLength: number;
  /** Length on the wire, never below `capturedLength`. */
  originalLength: number;
  linkType: number;
  /** Exact time: whole seconds since the Unix epoch and the nanoseconds above them. */
  seconds: number;
  nanoseconds: number;
  /** The same in microseconds, as a double. */
  time: number;
  /** Offset in the (decompressed) file of the packet's record or block, not of its bytes. */
  offset: number;
  interfaceId: number;
  comment: string;
}

/** Takes what a reader finds, in file order. */
export interface FrameSink {
  frame(frame: Frame): void;
  /**
   * The layout or the interface table changed: what lies behind `offset` is read with these. Interfaces that a
   * section gains later are added to the same array.
   */
  layout(layout: RecordLayout, interfaces: readonly CaptureInterface[], offset: number): void;
  note(note: CaptureNote): void;
}

/** Reads one capture from chunks that may be split anywhere. */
export interface FrameReader {
  /** @returns false once nothing more can be read (damage); further chunks are ignored. */
  push(chunk: Uint8Array): boolean;
  /** The file is over: tells what was left. */
  end(): void;
}

/** A reader that can start in the middle of a file. */
export interface ResumableReader extends FrameReader {
  /** What is pushed next lies at `offset`, the start of a record or block, and is written as told. */
  resume(layout: RecordLayout, interfaces: readonly CaptureInterface[], offset: number): void;
}

/** @returns a blank frame, for a reader to fill again and again */
export function createFrame(): Frame {
  return {
    bytes: Buffer.alloc(0),
    start: 0,
    capturedLength: 0,
    originalLength: 0,
    linkType: 0,
    seconds: 0,
    nanoseconds: 0,
    time: 0,
    offset: 0,
    interfaceId: 0,
    comment: '',
  };
}

/** A packet record longer than this is damage: no link layer carries one. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** `linkType` of a record that holds no packet: another program's block, counted so that numbers agree with other tools. */
export const NO_PACKET = -1;
