import { readSync } from 'node:fs';
import { CaptureReader } from './capture-reader.ts';
import type { FilePart } from './feed-file.ts';
import { feedFile } from './feed-file.ts';
import type { CaptureInterface, FrameSink, RecordLayout, ResumableReader } from './frame.ts';
import { MAX_RECORD_BYTES } from './frame.ts';
import { PcapReader } from './pcap-reader.ts';
import { PcapngReader } from './pcapng-reader.ts';
import { sniffCapture } from './sniff.ts';
import type { StoredPacket } from './stored-packet.ts';
import { storePacket } from './stored-packet.ts';

const WALK_BYTES = 256 * 1024;
/** Most packets lie whole within the first of these. */
const READ_BYTES = [4096, 256 * 1024, MAX_RECORD_BYTES + 4096];
/** Sections kept; a file with more is read from its start each time. */
const MOST_SECTIONS = 65_536;

interface Section {
  offset: number;
  layout: RecordLayout;
  interfaces: readonly CaptureInterface[];
}

/**
 * Reads single packets of a capture again, by the offsets the packet index keeps. A plain file is read at the
 * offset; a compressed one from its start.
 */
export class PacketAccess {
  readonly #descriptor: number;
  readonly #part: FilePart | undefined;
  readonly #sections: Section[] = [];
  #isComplete = false;
  /** Walks the file for its sections, as far as they are needed. */
  readonly #walker: CaptureReader;
  #walked = 0;

  /** @param descriptor open for reading; not closed here */
  constructor(descriptor: number, part?: FilePart) {
    this.#descriptor = descriptor;
    this.#part = part;
    this.#walker = new CaptureReader({
      frame: () => undefined,
      note: () => undefined,
      layout: (layout, interfaces, offset) => this.learn(layout, interfaces, offset),
    });
  }

  /** Takes what an analysis of the file found out about its sections, in file order; saves finding it again. */
  learn(layout: RecordLayout, interfaces: readonly CaptureInterface[], offset: number): void {
    const last = this.#sections.at(-1);
    if (last?.interfaces === interfaces || (last !== undefined && offset <= last.offset)) return;
    if (this.#sections.length < MOST_SECTIONS) this.#sections.push({ offset, layout, interfaces });
  }

  /** The analysis told every section. */
  complete(): void {
    this.#isComplete = true;
  }

  /**
   * @param offsets of records or blocks, as the packet index has them
   * @returns a packet for each offset, null where none can be read
   */
  async read(offsets: readonly number[]): Promise<(StoredPacket | null)[]> {
    const head = this.#bytesAt(0, 4);
    if (sniffCapture(head) === 'gzip' || this.#sections.length >= MOST_SECTIONS) return this.#readThrough(offsets);
    return offsets.map((offset) => this.#readAt(offset));
  }

  #readAt(offset: number): StoredPacket | null {
    this.#walkTo(offset);
    const section = this.#sections.findLast((one) => one.offset <= offset);
    if (section === undefined) return null;
    let found: StoredPacket | null = null;
    const sink: FrameSink = {
      frame: (frame) => {
        if (frame.offset === offset) found = storePacket(frame, section.interfaces[frame.interfaceId]);
      },
      layout: () => undefined,
      note: () => undefined,
    };
    for (const length of READ_BYTES) {
      const reader: ResumableReader = section.layout.format === 'pcap' ? new PcapReader(sink) : new PcapngReader(sink);
      reader.resume(section.layout, section.interfaces, offset);
      const bytes = this.#bytesAt(offset, length);
      reader.push(bytes);
      if (found !== null || bytes.length < length) return found;
    }
    return null;
  }

  #walkTo(offset: number): void {
    while (!this.#isComplete && this.#walked <= offset) {
      const bytes = this.#bytesAt(this.#walked, WALK_BYTES);
      this.#walked += bytes.length;
      if (bytes.length === 0 || !this.#walker.push(bytes)) this.#isComplete = true;
      // Classic pcap says everything at its start.
      if (this.#sections[0]?.layout.format === 'pcap') this.#isComplete = true;
    }
  }

  #bytesAt(offset: number, length: number): Buffer {
    const start = this.#part?.offset ?? 0;
    const most = this.#part === undefined ? length : Math.max(0, Math.min(length, this.#part.length - offset));
    const bytes = Buffer.allocUnsafe(most);
    let read = 0;
    while (read < most) {
      const got = readSync(this.#descriptor, bytes, read, most - read, start + offset + read);
      if (got === 0) break;
      read += got;
    }
    return bytes.subarray(0, read);
  }

  /** Reads the file from its start up to the last packet wanted. */
  async #readThrough(offsets: readonly number[]): Promise<(StoredPacket | null)[]> {
    const wanted = new Set(offsets);
    const found = new Map<number, StoredPacket>();
    let interfaces: readonly CaptureInterface[] = [];
    const reader = new CaptureReader({
      frame: (frame) => {
        if (wanted.has(frame.offset)) found.set(frame.offset, storePacket(frame, interfaces[frame.interfaceId]));
      },
      layout: (_layout, table) => {
        interfaces = table;
      },
      note: () => undefined,
    });
    const taker = {
      push: (chunk: Buffer): boolean => reader.push(chunk) && found.size < wanted.size,
      note: (): void => undefined,
    };
    await feedFile(this.#descriptor, taker, this.#part);
    return offsets.map((offset) => found.get(offset) ?? null);
  }
}
