import type { CaptureInterface, FrameSink, RecordLayout, ResumableReader } from './frame.ts';
import { createFrame, MAX_RECORD_BYTES, NO_PACKET } from './frame.ts';
import { NoteCollector } from './note-collector.ts';
import { BLOCK, readComment, readDropCount, readInterface, WordReader } from './pcapng-blocks.ts';
import { RecordCarry } from './record-carry.ts';
import { setTimestamp } from './timestamp.ts';

const MOST_INTERFACES = 4096;
/** Statistics and interface blocks longer than this carry nothing we read. */
const LONGEST_DESCRIPTION = 256 * 1024;

/** Reads pcapng: every block type, several sections and interfaces, both byte orders. */
export class PcapngReader implements ResumableReader {
  readonly #sink: FrameSink;
  readonly #notes = new NoteCollector();
  readonly #carry = new RecordCarry();
  readonly #frame = createFrame();
  readonly #words = new WordReader();
  #interfaces: CaptureInterface[] = [];
  /** File offset of the next unread block. */
  #offset = 0;
  /** Bytes of a block that nobody needs and that are still to come. */
  #skip = 0;
  /** What is being stepped over counts as a frame once it is whole. */
  #skipsRecord = false;
  readonly #drops = new Map<number, number>();
  #started = false;
  #broken = false;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  push(chunk: Uint8Array): boolean {
    if (this.#broken) return false;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let position = this.#skipped(0, bytes.length);
    if (this.#carry.length > 0) position = this.#finishCarry(bytes, position);
    if (position >= 0) position = this.#read(bytes, position, bytes.length);
    if (position >= 0 && position < bytes.length) this.#carry.append(bytes, position, bytes.length);
    return !this.#broken;
  }

  end(): void {
    if (!this.#broken) {
      if (!this.#started) {
        this.#notes.add('cut-file-header', 'The file ends inside its first block.', 0);
      } else if (this.#carry.length > 0 || this.#skip > 0) {
        this.#notes.add(
          'cut-last-block',
          'The file ends inside a block; the packets before it were read.',
          this.#offset,
        );
      }
    }
    this.#carry.clear();
    this.#broken = true;
    this.#noteDrops();
    this.#notes.drain((note) => this.#sink.note(note));
  }

  resume(layout: RecordLayout, interfaces: readonly CaptureInterface[], offset: number): void {
    this.#words.bigEndian = layout.bigEndian;
    this.#interfaces = [...interfaces];
    this.#started = true;
    this.#offset = offset;
  }

  #skipped(position: number, limit: number): number {
    const take = Math.min(this.#skip, limit - position);
    this.#skip -= take;
    this.#offset += take;
    if (this.#skip === 0 && this.#skipsRecord) this.#emitRecord();
    return position + take;
  }

  #finishCarry(chunk: Buffer, from: number): number {
    const carry = this.#carry;
    let position = from;
    while (carry.length > 0) {
      const needed = this.#neededBytes(carry.bytes, 0, carry.length);
      if (needed < 0) return -1;
      const take = Math.min(needed - carry.length, chunk.length - position);
      if (take > 0) {
        carry.append(chunk, position, position + take);
        position += take;
      }
      if (carry.length < needed) return chunk.length;
      if (this.#neededBytes(carry.bytes, 0, carry.length) > carry.length) continue;
      if (this.#read(carry.bytes, 0, carry.length) < 0) return -1;
      carry.clear();
      position = this.#skipped(position, chunk.length);
    }
    return position;
  }

  /** @returns bytes that must be there to read the block at `at` (its head alone when it is skipped); -1 when it is damaged */
  #neededBytes(bytes: Buffer, at: number, available: number): number {
    if (available < 12) return 12;
    const type = bytes.readUInt32LE(at);
    if (type === BLOCK.section) return this.#enterSection(bytes, at) ? 28 : -1;
    if (!this.#started) return this.#stop('not-a-capture', 'The file does not start with a section header.');
    const total = this.#totalLength(bytes, at);
    if (total < 12) return this.#stop('bad-block', `A block claims a length of ${total} bytes; reading stopped there.`);
    const kind = this.#words.u32(bytes, at);
    if (kind === BLOCK.enhancedPacket || kind === BLOCK.packet || kind === BLOCK.simplePacket) {
      if (total > MAX_RECORD_BYTES)
        return this.#stop('bad-block', `A packet block claims ${total} bytes; reading stopped there.`);
      return total;
    }
    if ((kind === BLOCK.interface || kind === BLOCK.statistics) && total <= LONGEST_DESCRIPTION) return total;
    return 12;
  }

  /** Block lengths are multiples of 4; writers that forget it still pad. */
  #totalLength(bytes: Buffer, at: number): number {
    return Math.ceil(this.#words.u32(bytes, at + 4) / 4) * 4;
  }

  #enterSection(bytes: Buffer, at: number): boolean {
    const big = bytes.readUInt32BE(at + 8) === 0x1a2b3c4d;
    if (!big && bytes.readUInt32LE(at + 8) !== 0x1a2b3c4d) {
      this.#stop('bad-section', 'A section header has no byte-order mark; reading stopped there.');
      return false;
    }
    this.#words.bigEndian = big;
    if (this.#totalLength(bytes, at) < 28) {
      this.#stop('bad-section', 'A section header is too short; reading stopped there.');
      return false;
    }
    return true;
  }

  #read(bytes: Buffer, position: number, limit: number): number {
    let at = position;
    this.#frame.bytes = bytes;
    for (;;) {
      const needed = this.#neededBytes(bytes, at, limit - at);
      if (needed < 0) return -1;
      if (limit - at < needed) return at;
      const type = this.#words.u32(bytes, at);
      const total = this.#totalLength(bytes, at);
      if (needed === total) {
        if (!this.#readBlock(type, bytes, at, total)) return -1;
        this.#offset += total;
        at += total;
      } else {
        if (bytes.readUInt32LE(at) === BLOCK.section && !this.#readSection(bytes, at)) return -1;
        // Step over the rest, which may lie in chunks still to come.
        this.#skip = total;
        this.#skipsRecord = type === BLOCK.custom || type === BLOCK.customNoCopy || type === BLOCK.journal;
        at = this.#skipped(at, limit);
        if (this.#skip > 0) return limit;
      }
    }
  }

  #readSection(bytes: Buffer, at: number): boolean {
    const major = this.#words.u16(bytes, at + 12);
    if (major !== 1) {
      this.#stop(
        'odd-version',
        `A section has version ${major}, which no known reader understands; reading stopped there.`,
      );
      return false;
    }
    this.#started = true;
    this.#interfaces = [];
    this.#noteDrops();
    this.#announce();
    return true;
  }

  #noteDrops(): void {
    const text = 'The capturing side says it lost packets; what was lost is not in the file.';
    for (const drops of this.#drops.values()) this.#notes.add('dropped-packets', text, -1, drops);
    this.#drops.clear();
  }

  #announce(): void {
    this.#sink.layout(
      { format: 'pcapng', bigEndian: this.#words.bigEndian, headerBytes: 0 },
      this.#interfaces,
      this.#offset,
    );
  }

  #readBlock(type: number, bytes: Buffer, at: number, total: number): boolean {
    const words = this.#words;
    if (words.u32(bytes, at + total - 4) !== words.u32(bytes, at + 4)) {
      this.#stop('bad-block', 'The two lengths of a block differ; reading stopped there.');
      return false;
    }
    if (type === BLOCK.section) return this.#readSection(bytes, at);
    const end = at + total - 4;
    if (type === BLOCK.enhancedPacket && total >= 32) {
      const captured = words.u32(bytes, at + 20);
      if (captured > total - 32) return this.#badPacket();
      this.#emit(words.u32(bytes, at + 8), at + 12, at + 28, captured, words.u32(bytes, at + 24), end);
    } else if (type === BLOCK.packet && total >= 32) {
      const captured = words.u32(bytes, at + 20);
      if (captured > total - 32) return this.#badPacket();
      this.#emit(words.u16(bytes, at + 8), at + 12, at + 28, captured, words.u32(bytes, at + 24), end);
    } else if (type === BLOCK.simplePacket && total >= 16) {
      const original = words.u32(bytes, at + 8);
      const snap = this.#interfaces[0]?.snapLength ?? 0;
      const kept = snap === 0 ? original : Math.min(original, snap);
      this.#emit(0, -1, at + 12, Math.min(kept, total - 16), original, -1);
    } else if (type === BLOCK.interface && total >= 20) {
      this.#addInterface(readInterface(words, bytes, at + 8, end));
    } else if (type === BLOCK.statistics && total >= 24) {
      // Each block tells the count since the start.
      const drops = readDropCount(words, bytes, at + 8, end);
      const source = words.u32(bytes, at + 8);
      if (drops > 0 && source < MOST_INTERFACES) this.#drops.set(source, drops);
    } else {
      this.#notes.add('bad-block', 'A block is too short for its type and was skipped.', this.#offset);
    }
    return true;
  }

  #addInterface(read: CaptureInterface): void {
    if (this.#interfaces.length >= MOST_INTERFACES) {
      this.#notes.add(
        'too-many-interfaces',
        `Packets of interfaces beyond ${MOST_INTERFACES} in a section were skipped.`,
        this.#offset,
      );
      return;
    }
    this.#interfaces.push(read);
    this.#announce();
  }

  #emit(interfaceId: number, timeAt: number, start: number, captured: number, original: number, end: number): void {
    const source = this.#interfaces[interfaceId];
    const frame = this.#frame;
    const words = this.#words;
    if (source === undefined) {
      this.#notes.add(
        'unknown-interface',
        'Packets that name an interface the file does not describe were skipped.',
        this.#offset,
      );
      return;
    }
    // A simple packet has no time: it keeps that of the packet before it.
    if (
      timeAt >= 0 &&
      !setTimestamp(frame, source, words.u32(frame.bytes, timeAt), words.u32(frame.bytes, timeAt + 4))
    ) {
      this.#notes.add('odd-time', 'Packets with a time outside 1970 to 9999 were put at its edge.', this.#offset);
    }
    if (timeAt < 0)
      this.#notes.add('no-time', 'Packets without a time were given that of the packet before them.', this.#offset);
    const options = start + ((captured + 3) & ~3);
    frame.comment = end - options >= 8 ? readComment(words, frame.bytes, options, end) : '';
    frame.start = start;
    frame.capturedLength = captured;
    frame.originalLength = original < captured ? captured : original;
    frame.linkType = source.linkType;
    frame.interfaceId = interfaceId;
    frame.offset = this.#offset;
    this.#sink.frame(frame);
  }

  #emitRecord(): void {
    const frame = this.#frame;
    this.#skipsRecord = false;
    frame.start = 0;
    frame.capturedLength = 0;
    frame.originalLength = 0;
    frame.linkType = NO_PACKET;
    frame.interfaceId = 0;
    frame.comment = '';
    frame.offset = this.#offset;
    this.#sink.frame(frame);
  }

  #badPacket(): boolean {
    this.#stop('bad-block', 'A packet is longer than its block; reading stopped there.');
    return false;
  }

  #stop(code: string, text: string): -1 {
    this.#notes.add(code, text, this.#offset);
    this.#broken = true;
    return -1;
  }
}
