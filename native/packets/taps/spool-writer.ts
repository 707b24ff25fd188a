import { buildInterface, buildSection } from '../files/pcapng-build.ts';
import type { CaptureInterface } from '../files/frame.ts';

/** Bytes that are gathered before they are written. */
const BATCH_BYTES = 64 * 1024;
/** Interfaces a file describes at most; a reader takes no more. */
const MOST_INTERFACES = 4096;

/** Where the files of a spool go. */
export interface SpoolSink {
  /** What is written from now on belongs to the next file. */
  turn(): void;
  /** Whole blocks of the file; valid only during the call. */
  write(bytes: Buffer): void;
}

/**
 * Writes packet blocks into pcapng files of bounded size. Each file is a capture of its own, and names its place in the
 * series, so that a reader knows that flows go on in the next.
 */
export class SpoolWriter {
  readonly #sink: SpoolSink;
  readonly #series: string;
  readonly #fileBytes: number;
  #interfaces = new Map<string, number>();
  #batch = Buffer.allocUnsafeSlow(BATCH_BYTES);
  #gathered = 0;
  /** Bytes of the current file; 0 before the first. */
  #size = 0;
  #part: number;

  /** @param series names all files together @param firstPart number of the first file */
  constructor(sink: SpoolSink, series: string, firstPart: number, fileBytes: number) {
    this.#sink = sink;
    this.#series = series;
    this.#part = firstPart - 1;
    this.#fileBytes = fileBytes;
  }

  /** Number of the current file. */
  get part(): number {
    return this.#part;
  }

  /** Appends the packet block `bytes[from, to)` of an interface. */
  add(label: string, format: CaptureInterface, bytes: Buffer, from: number, to: number): void {
    if (this.#size === 0 || this.#size + to - from > this.#fileBytes) this.turn();
    const key = `${format.linkType} ${format.snapLength} ${label}`;
    let number = this.#interfaces.get(key);
    if (number === undefined) {
      if (this.#interfaces.size >= MOST_INTERFACES) this.turn();
      number = this.#interfaces.size;
      this.#interfaces.set(key, number);
      const block = buildInterface(format.linkType, label, format.snapLength);
      this.#append(block, 0, block.length);
    }
    const at = this.#append(bytes, from, to);
    this.#batch.writeUInt32LE(number, at + 8);
  }

  /** Ends the current file and begins the next. */
  turn(): void {
    this.flush();
    this.#part += 1;
    this.#size = 0;
    this.#interfaces = new Map();
    this.#sink.turn();
    const section = buildSection(`${this.#series} ${this.#part}`);
    this.#append(section, 0, section.length);
  }

  /** Writes what was gathered. */
  flush(): void {
    if (this.#gathered === 0) return;
    const length = this.#gathered;
    this.#gathered = 0;
    this.#sink.write(this.#batch.subarray(0, length));
  }

  /** @returns where in the batch it lies */
  #append(bytes: Buffer, from: number, to: number): number {
    const length = to - from;
    if (this.#gathered + length > this.#batch.length) this.flush();
    if (length > this.#batch.length) this.#batch = Buffer.allocUnsafeSlow(length);
    const at = this.#gathered;
    bytes.copy(this.#batch, at, from, to);
    this.#gathered += length;
    this.#size += length;
    return at;
  }
}
