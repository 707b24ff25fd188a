import type { FileSummary } from './analyzer.ts';
import type { CaptureNote, FlowRecord, L7Record } from './records.ts';
import { ByteReader, WireError } from './wire/byte-reader.ts';
import { ByteWriter } from './wire/byte-writer.ts';
import { writeFlow } from './wire/flow-codec.ts';
import { writeRecord } from './wire/record-codec.ts';

/** Message types; each message is a 32-bit length of what follows, a type byte, and the body. */
const TYPE = { flow: 1, provisionalFlow: 2, record: 3, note: 4, segment: 5, progress: 6, file: 7 } as const;

/** What a pipe takes at once. */
const FLUSH_AT = 64 * 1024;
/** No message of ours comes near this. */
const LONGEST_MESSAGE = 1024 * 1024;

/** How far an analysis is. */
export interface WireProgress {
  file: number;
  /** Bytes of the file read from disk, compressed where it is. */
  bytes: number;
  /** Packets and flows over all files so far. */
  packets: number;
  flows: number;
  /** Latest packet time of the file, microseconds. */
  time: number;
}

/**
 * Takes decoded messages. Flow and record bodies come as parts of the piece they came in: read them with `decodeFlow`,
 * `FlowFront`, `decodeRecord`, or copy them where the piece will be overwritten.
 */
export interface WireSink {
  flow(body: Buffer, isProvisional: boolean, label: string): void;
  record(body: Buffer): void;
  note(note: CaptureNote, file: number): void;
  segment(bytes: Buffer): void;
  progress(progress: WireProgress): void;
  file(summary: FileSummary): void;
}

/** Writes messages and hands them over in pieces of about 64 KiB. */
export class WireEncoder {
  readonly #writer = new ByteWriter();
  readonly #flushed: (chunk: Buffer) => void;
  #start = 0;

  /** @param flushed gets each piece; it is overwritten once the call returns */
  constructor(flushed: (chunk: Buffer) => void) {
    this.#flushed = flushed;
  }

  /** @param label what a list is to call the flow by; kept beside it, not part of it */
  flow(flow: FlowRecord, isProvisional: boolean, label = ''): void {
    this.#begin(isProvisional ? TYPE.provisionalFlow : TYPE.flow);
    this.#writer.text(label);
    writeFlow(this.#writer, flow);
    this.#finish();
  }

  record(record: L7Record): void {
    this.#begin(TYPE.record);
    writeRecord(this.#writer, record);
    this.#finish();
  }

  note(note: CaptureNote, file: number): void {
    const writer = this.#writer;
    this.#begin(TYPE.note);
    writer.text(note.code);
    writer.text(note.text);
    writer.f64(note.offset);
    writer.whole(note.count);
    writer.u32(file);
    this.#finish();
  }

  segment(bytes: Buffer): void {
    const writer = this.#writer;
    this.#begin(TYPE.segment);
    writer.reserve(bytes.length);
    bytes.copy(writer.bytes, writer.at);
    writer.at += bytes.length;
    this.#finish();
  }

  progress(progress: WireProgress): void {
    const writer = this.#writer;
    this.#begin(TYPE.progress);
    writer.u32(progress.file);
    writer.whole(progress.bytes);
    writer.whole(progress.packets);
    writer.whole(progress.flows);
    writer.f64(progress.time);
    this.#finish();
  }

  file(summary: FileSummary): void {
    const writer = this.#writer;
    this.#begin(TYPE.file);
    writer.u32(summary.file);
    writer.text(summary.format);
    writer.whole(summary.packets);
    writer.whole(summary.unread);
    writer.whole(summary.firstPacket);
    writer.f64(summary.start);
    writer.f64(summary.end);
    writer.whole(summary.bytes);
    this.#finish();
  }

  /** Hands over what is left. */
  flush(): void {
    const writer = this.#writer;
    if (writer.at === 0) return;
    this.#flushed(writer.bytes.subarray(0, writer.at));
    writer.at = 0;
  }

  #begin(type: number): void {
    this.#writer.begin();
    this.#start = this.#writer.at;
    this.#writer.u32(0);
    this.#writer.u8(type);
  }

  #finish(): void {
    const writer = this.#writer;
    const length = writer.at - this.#start - 4;
    // A message nobody would accept is dropped here rather than break the stream there.
    if (length > LONGEST_MESSAGE) writer.at = this.#start;
    else writer.bytes.writeUInt32LE(length, this.#start);
    if (writer.at >= FLUSH_AT) this.flush();
  }
}

/** Takes messages apart; pieces may be split anywhere. */
export class WireDecoder {
  readonly #sink: WireSink;
  #carry = Buffer.allocUnsafeSlow(64 * 1024);
  #carried = 0;

  constructor(sink: WireSink) {
    this.#sink = sink;
  }

  /**
   * @throws WireError when the bytes are not what an encoder writes; the stream is of no use from then on
   */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let at = this.#carried > 0 ? this.#finishCarry(bytes) : 0;
    while (bytes.length - at >= 4) {
      const length = messageLength(bytes, at);
      if (bytes.length - at - 4 < length) break;
      this.#take(bytes, at + 4, at + 4 + length);
      at += 4 + length;
    }
    this.#keep(bytes, at, bytes.length);
  }

  /** The stream is over. @throws WireError when it ends inside a message */
  end(): void {
    if (this.#carried > 0) throw new WireError('cut', 'The stream ends inside a message.');
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    const needed = this.#carried + to - from;
    if (needed > this.#carry.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#carry.length * 2));
      this.#carry.copy(grown, 0, 0, this.#carried);
      this.#carry = grown;
    }
    bytes.copy(this.#carry, this.#carried, from, to);
    this.#carried = needed;
  }

  #finishCarry(bytes: Buffer): number {
    let at = 0;
    if (this.#carried < 4) {
      at = Math.min(4 - this.#carried, bytes.length);
      this.#keep(bytes, 0, at);
      if (this.#carried < 4) return at;
    }
    const whole = 4 + messageLength(this.#carry, 0);
    const take = Math.min(whole - this.#carried, bytes.length - at);
    this.#keep(bytes, at, at + take);
    if (this.#carried === whole) {
      // A copy: what is handed over may be kept, and the next piece is carried in the same memory.
      this.#take(Buffer.from(this.#carry.subarray(0, whole)), 4, whole);
      this.#carried = 0;
    }
    return at + take;
  }

  #take(bytes: Buffer, from: number, to: number): void {
    const sink = this.#sink;
    const type = bytes[from]!;
    switch (type) {
      case TYPE.flow:
      case TYPE.provisionalFlow: {
        const reader = new ByteReader(bytes, from + 1, to);
        const label = reader.text();
        sink.flow(bytes.subarray(reader.at, to), type === TYPE.provisionalFlow, label);
        break;
      }
      case TYPE.record:
        sink.record(bytes.subarray(from + 1, to));
        break;
      case TYPE.segment:
        sink.segment(bytes.subarray(from + 1, to));
        break;
      default:
        this.#takeSmall(type, new ByteReader(bytes, from + 1, to));
    }
  }

  #takeSmall(type: number, reader: ByteReader): void {
    const sink = this.#sink;
    if (type === TYPE.note) {
      const note = { code: reader.text(), text: reader.text(), offset: reader.f64(), count: reader.whole() };
      sink.note(note, reader.u32());
    } else if (type === TYPE.progress) {
      sink.progress({
        file: reader.u32(),
        bytes: reader.whole(),
        packets: reader.whole(),
        flows: reader.whole(),
        time: reader.f64(),
      });
    } else if (type === TYPE.file) {
      sink.file({
        file: reader.u32(),
        format: readFormat(reader),
        packets: reader.whole(),
        unread: reader.whole(),
        firstPacket: reader.whole(),
        start: reader.f64(),
        end: reader.f64(),
        bytes: reader.whole(),
      });
    } else {
      throw new WireError('unknown-type', `There is no message type ${type}.`);
    }
  }
}

function messageLength(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32LE(at);
  if (length === 0 || length > LONGEST_MESSAGE) throw new WireError('oversized', `A message claims ${length} bytes.`);
  return length;
}

function readFormat(reader: ByteReader): FileSummary['format'] {
  const format = reader.text();
  if (format === 'pcap' || format === 'pcapng' || format === 'other') return format;
  throw new WireError('bad-value', 'A file has no such format.');
}
