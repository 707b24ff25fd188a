import type { CaptureInterface, Frame, RecordLayout } from '../files/frame.ts';

/** Packets in a full segment. */
export const SEGMENT_PACKETS = 4096;
export const SEGMENT_MAGIC = 0x3149584d;
export const SEGMENT_HEADER_BYTES = 56;
export const SEGMENT_INTERFACE_BYTES = 24;
const MOST_INTERFACES = 256;
const FARTHEST = 0xffffffff;

/**
 * Writes down where each packet lies and which flow it belongs to, in segments of up to 4,096 packets. A
 * segment also says how its records are written, so that a packet can be read again from the file with
 * nothing but the segment.
 */
export class PacketIndex {
  readonly #emit: (segment: Buffer) => void;
  readonly #flows = new Uint32Array(SEGMENT_PACKETS);
  readonly #offsets = new Uint32Array(SEGMENT_PACKETS);
  #count = 0;
  #base = 0;
  #firstPacket = 0;
  #minTime = 0;
  #maxTime = 0;
  #file = 0;
  #layout: RecordLayout = { format: 'pcap', bigEndian: false, headerBytes: 16 };
  #interfaces: readonly CaptureInterface[] = [];
  readonly #used: number[] = [];
  #lastInterface = -1;

  /** @param emit gets each finished segment, a buffer of its own */
  constructor(emit: (segment: Buffer) => void) {
    this.#emit = emit;
  }

  /** What follows is read from another file or section, or with more interfaces. */
  setLayout(file: number, layout: RecordLayout, interfaces: readonly CaptureInterface[]): void {
    const isSame = file === this.#file && interfaces === this.#interfaces;
    if (!isSame) this.finish();
    this.#file = file;
    this.#layout = layout;
    this.#interfaces = interfaces;
  }

  /** @param number of the packet, over all files @param flow 0 when it belongs to none */
  add(frame: Frame, number: number, flow: number): void {
    const delta = frame.offset - this.#base;
    if (this.#count === SEGMENT_PACKETS || delta > FARTHEST) this.finish();
    if (this.#count === 0) {
      this.#base = frame.offset;
      this.#firstPacket = number;
      this.#minTime = frame.time;
      this.#maxTime = frame.time;
    } else if (frame.time > this.#maxTime) {
      this.#maxTime = frame.time;
    } else if (frame.time < this.#minTime) {
      this.#minTime = frame.time;
    }
    if (frame.interfaceId !== this.#lastInterface || this.#used.length === 0) this.#use(frame, number);
    this.#flows[this.#count] = flow;
    this.#offsets[this.#count] = frame.offset - this.#base;
    this.#count += 1;
  }

  /** Corrects the flow of a packet that was not known when it was added; too late, it stays unknown. */
  amend(number: number, flow: number): void {
    const at = number - this.#firstPacket;
    if (at >= 0 && at < this.#count) this.#flows[at] = flow;
  }

  /** Emits what was gathered. */
  finish(): void {
    const count = this.#count;
    if (count === 0) return;
    const interfaceBytes = this.#used.length * SEGMENT_INTERFACE_BYTES;
    const segment = Buffer.alloc(SEGMENT_HEADER_BYTES + interfaceBytes + count * 8);
    segment.writeUInt32LE(SEGMENT_MAGIC, 0);
    segment[4] = this.#layout.format === 'pcap' ? 0 : 1;
    segment[5] = this.#layout.bigEndian ? 1 : 0;
    segment[6] = this.#layout.headerBytes;
    segment.writeUInt32LE(this.#file, 8);
    segment.writeUInt32LE(count, 12);
    segment.writeDoubleLE(this.#firstPacket, 16);
    segment.writeDoubleLE(this.#base, 24);
    segment.writeDoubleLE(this.#minTime, 32);
    segment.writeDoubleLE(this.#maxTime, 40);
    segment.writeUInt32LE(this.#used.length, 48);
    let at = SEGMENT_HEADER_BYTES;
    for (const id of this.#used) {
      writeInterface(segment, at, id, this.#interfaces[id]);
      at += SEGMENT_INTERFACE_BYTES;
    }
    Buffer.from(this.#flows.buffer, 0, count * 4).copy(segment, at);
    Buffer.from(this.#offsets.buffer, 0, count * 4).copy(segment, at + count * 4);
    this.#count = 0;
    this.#used.length = 0;
    this.#lastInterface = -1;
    this.#emit(segment);
  }

  #use(frame: Frame, number: number): void {
    if (!this.#used.includes(frame.interfaceId)) {
      if (this.#used.length >= MOST_INTERFACES) {
        this.finish();
        this.#base = frame.offset;
        this.#firstPacket = number;
        this.#minTime = frame.time;
        this.#maxTime = frame.time;
      }
      this.#used.push(frame.interfaceId);
    }
    this.#lastInterface = frame.interfaceId;
  }
}

function writeInterface(segment: Buffer, at: number, id: number, source: CaptureInterface | undefined): void {
  segment.writeUInt32LE(id, at);
  segment.writeUInt32LE(source?.linkType ?? 0, at + 4);
  segment.writeUInt32LE(source?.snapLength ?? 0, at + 8);
  segment[at + 12] = source?.resolution ?? 6;
  segment[at + 13] = source?.binary === true ? 1 : 0;
  segment.writeDoubleLE(source?.offsetSeconds ?? 0, at + 16);
}
