import type { CaptureInterface, FrameSink, RecordLayout, ResumableReader } from './frame.ts';
import { createFrame, MAX_RECORD_BYTES } from './frame.ts';
import { NoteCollector } from './note-collector.ts';
import { RecordCarry } from './record-carry.ts';

const FILE_HEADER_BYTES = 24;

/** Reads classic pcap: both byte orders, micro- and nanoseconds, and the modified variant with its longer record header. */
export class PcapReader implements ResumableReader {
  readonly #sink: FrameSink;
  readonly #notes = new NoteCollector();
  readonly #carry = new RecordCarry();
  readonly #frame = createFrame();
  /** File offset of the next unread record. */
  #offset = 0;
  #headerBytes = 0;
  #bigEndian = false;
  #nanoseconds = false;
  #broken = false;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  push(chunk: Uint8Array): boolean {
    if (this.#broken) return false;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let position = this.#finishCarry(bytes);
    if (position >= 0) position = this.#read(bytes, position, bytes.length);
    if (position >= 0 && position < bytes.length) this.#carry.append(bytes, position, bytes.length);
    return !this.#broken;
  }

  end(): void {
    if (!this.#broken) {
      if (this.#headerBytes === 0) {
        this.#notes.add('cut-file-header', 'The file ends inside its file header.', 0);
      } else if (this.#carry.length > 0) {
        this.#notes.add(
          'cut-last-packet',
          'The file ends inside a packet; the packets before it were read.',
          this.#offset,
        );
      }
    }
    this.#carry.clear();
    this.#broken = true;
    this.#notes.drain((note) => this.#sink.note(note));
  }

  resume(layout: RecordLayout, interfaces: readonly CaptureInterface[], offset: number): void {
    const source = interfaces[0];
    this.#headerBytes = layout.headerBytes;
    this.#bigEndian = layout.bigEndian;
    this.#nanoseconds = source?.resolution === 9;
    this.#frame.linkType = source?.linkType ?? 0;
    this.#offset = offset;
  }

  /** Completes the record that the last chunk cut. @returns where to go on in `chunk`, -1 to stop */
  #finishCarry(chunk: Buffer): number {
    const carry = this.#carry;
    let position = 0;
    while (carry.length > 0) {
      const needed = this.#neededBytes(carry.bytes, carry.length);
      if (needed < 0) return -1;
      const take = Math.min(needed - carry.length, chunk.length - position);
      if (take > 0) {
        carry.append(chunk, position, position + take);
        position += take;
      }
      if (carry.length < needed) return chunk.length;
      // The header is complete: now the length it names may ask for more.
      if (this.#neededBytes(carry.bytes, carry.length) > carry.length) continue;
      const read = this.#read(carry.bytes, 0, carry.length);
      if (read < 0) return -1;
      carry.clear();
    }
    return position;
  }

  /** @returns bytes the record at the start of `bytes` needs, as far as can be told; -1 when it is damaged */
  #neededBytes(bytes: Buffer, length: number): number {
    if (this.#headerBytes === 0) return FILE_HEADER_BYTES;
    if (length < this.#headerBytes) return this.#headerBytes;
    const captured = this.#bigEndian ? bytes.readUInt32BE(8) : bytes.readUInt32LE(8);
    if (captured > MAX_RECORD_BYTES) return this.#stop(captured);
    return this.#headerBytes + captured;
  }

  /** Reads whole records of `bytes[position, limit)`. @returns the end of the last whole one, -1 to stop */
  #read(bytes: Buffer, position: number, limit: number): number {
    let at = position;
    if (this.#headerBytes === 0) {
      if (limit - at < FILE_HEADER_BYTES) return at;
      if (!this.#readFileHeader(bytes, at)) return -1;
      at += FILE_HEADER_BYTES;
      this.#offset += FILE_HEADER_BYTES;
    }
    const header = this.#headerBytes;
    const frame = this.#frame;
    const sink = this.#sink;
    frame.bytes = bytes;
    while (limit - at >= header) {
      let seconds: number;
      let fraction: number;
      let captured: number;
      let original: number;
      if (this.#bigEndian) {
        seconds = bytes.readUInt32BE(at);
        fraction = bytes.readUInt32BE(at + 4);
        captured = bytes.readUInt32BE(at + 8);
        original = bytes.readUInt32BE(at + 12);
      } else {
        seconds = littleWord(bytes, at);
        fraction = littleWord(bytes, at + 4);
        captured = littleWord(bytes, at + 8);
        original = littleWord(bytes, at + 12);
      }
      if (captured > MAX_RECORD_BYTES) return this.#stop(captured);
      if (limit - at - header < captured) return at;
      frame.seconds = seconds;
      if (this.#nanoseconds) {
        frame.nanoseconds = fraction;
        frame.time = seconds * 1e6 + fraction / 1e3;
      } else {
        frame.nanoseconds = fraction * 1e3;
        frame.time = seconds * 1e6 + fraction;
      }
      frame.start = at + header;
      frame.capturedLength = captured;
      frame.originalLength = original < captured ? captured : original;
      frame.offset = this.#offset;
      sink.frame(frame);
      at += header + captured;
      this.#offset += header + captured;
    }
    return at;
  }

  #readFileHeader(bytes: Buffer, at: number): boolean {
    const magic = bytes.readUInt32LE(at);
    const swapped = bytes.readUInt32BE(at);
    if (!isMagic(magic) && !isMagic(swapped)) {
      this.#notes.add('not-a-capture', 'The file does not start as a pcap file.', 0);
      this.#broken = true;
      return false;
    }
    this.#bigEndian = isMagic(swapped);
    const known = this.#bigEndian ? swapped : magic;
    this.#nanoseconds = known === 0xa1b23c4d;
    this.#headerBytes = known === 0xa1b2cd34 ? 24 : 16;
    const word = (offset: number): number =>
      this.#bigEndian ? bytes.readUInt32BE(at + offset) : bytes.readUInt32LE(at + offset);
    const major = this.#bigEndian ? bytes.readUInt16BE(at + 4) : bytes.readUInt16LE(at + 4);
    if (major !== 2)
      this.#notes.add('odd-version', `The file says pcap version ${major}; it was read as version 2.`, 4);
    // The upper bits carry the frame check sequence's length, not the link type.
    const linkType = word(20) & 0x03ffffff;
    const only: CaptureInterface = {
      linkType,
      snapLength: word(16),
      resolution: this.#nanoseconds ? 9 : 6,
      binary: false,
      offsetSeconds: 0,
      name: '',
    };
    this.#frame.linkType = linkType;
    this.#sink.layout({ format: 'pcap', bigEndian: this.#bigEndian, headerBytes: this.#headerBytes }, [only], 0);
    return true;
  }

  #stop(captured: number): number {
    this.#notes.add(
      'bad-packet-header',
      `A packet header claims ${captured} bytes; reading stopped there, the packets before it were read.`,
      this.#offset,
    );
    this.#broken = true;
    return -1;
  }
}

function isMagic(value: number): boolean {
  return value === 0xa1b2c3d4 || value === 0xa1b23c4d || value === 0xa1b2cd34;
}

function littleWord(bytes: Buffer, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
