import type { FrameReader, FrameSink } from './frame.ts';
import { PcapReader } from './pcap-reader.ts';
import { PcapngReader } from './pcapng-reader.ts';
import type { CaptureFormat } from './sniff.ts';
import { sniffCapture } from './sniff.ts';

/** Reads a capture of either format, told by its first bytes. Compressed files must be unpacked before. */
export class CaptureReader implements FrameReader {
  readonly #sink: FrameSink;
  #reader: FrameReader | null = null;
  #head = Buffer.alloc(0);
  #broken = false;
  /** Known after the first four bytes. */
  format: CaptureFormat = 'other';

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  push(chunk: Uint8Array): boolean {
    if (this.#broken || chunk.length === 0) return !this.#broken;
    if (this.#reader !== null) return this.#reader.push(chunk);
    const head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
    if (head.length < 4) {
      this.#head = Buffer.from(head);
      return true;
    }
    this.format = sniffCapture(head);
    if (this.format === 'pcap') this.#reader = new PcapReader(this.#sink);
    else if (this.format === 'pcapng') this.#reader = new PcapngReader(this.#sink);
    else return this.#refuse();
    this.#head = Buffer.alloc(0);
    return this.#reader.push(head);
  }

  end(): void {
    if (this.#reader !== null) {
      this.#reader.end();
    } else if (!this.#broken) {
      const isEmpty = this.#head.length === 0;
      this.#sink.note({
        code: isEmpty ? 'empty-file' : 'not-a-capture',
        text: isEmpty ? 'The file is empty.' : 'The file is too short to be a capture.',
        offset: 0,
        count: 1,
      });
    }
    this.#broken = true;
  }

  #refuse(): boolean {
    const text =
      this.format === 'gzip' ? 'The file is compressed twice; unpack it once.' : 'The file is neither pcap nor pcapng.';
    this.#sink.note({ code: 'not-a-capture', text, offset: 0, count: 1 });
    this.#broken = true;
    return false;
  }
}
