import type { LibvirtStream } from './connection.ts';
import { STATUS } from './frame.ts';

/** Bytes in one message, as the oldest daemons take them. */
const LARGEST_PIECE = 262_120;

/** What a stream needs of its connection. */
interface StreamCarrier {
  send(status: number, body: Buffer): Promise<void>;
  /** Told of bytes that wait to be read, and of those that were. */
  unread(change: number): void;
  release(): void;
}

interface Reader {
  resolve(bytes: Buffer | null): void;
  reject(error: Error): void;
}

/** One stream of a connection, see `LibvirtStream`. */
export class StreamChannel implements LibvirtStream {
  readonly #carrier: StreamCarrier;
  readonly #pieces: Buffer[] = [];
  readonly #readers: Reader[] = [];
  #finishing: { resolve(): void; reject(error: Error): void } | null = null;
  #atEnd = false;
  #error: Error | null = null;
  #released = false;

  constructor(carrier: StreamCarrier) {
    this.#carrier = carrier;
  }

  read(): Promise<Buffer | null> {
    const piece = this.#pieces.shift();
    if (piece) {
      this.#carrier.unread(-piece.length);
      return Promise.resolve(piece);
    }
    if (this.#error) return Promise.reject(this.#error);
    if (this.#atEnd) return Promise.resolve(null);
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (let piece = await this.read(); piece !== null; piece = await this.read()) yield piece;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < all.length; at += LARGEST_PIECE) {
      if (this.#error) throw this.#error;
      await this.#carrier.send(STATUS.continue, all.subarray(at, at + LARGEST_PIECE));
    }
  }

  async finish(): Promise<void> {
    if (this.#error) throw this.#error;
    if (this.#released) return;
    const confirmed = new Promise<void>((resolve, reject) => {
      this.#finishing = { resolve, reject };
    });
    this.#carrier.send(STATUS.ok, Buffer.alloc(0)).catch((error: Error) => this.fail(error));
    await confirmed;
  }

  abort(): void {
    if (this.#released) return;
    // The connection may be gone already; then there is nobody to tell.
    this.#carrier.send(STATUS.error, Buffer.alloc(0)).catch(() => undefined);
    this.fail(new Error('the stream was dropped'));
    for (const piece of this.#pieces.splice(0)) this.#carrier.unread(-piece.length);
  }

  /** Takes bytes that came; none mean the end. */
  take(bytes: Buffer): void {
    if (bytes.length === 0) return this.#reachEnd();
    const reader = this.#readers.shift();
    if (reader) return reader.resolve(bytes);
    // A copy: the message it lies in may be much larger, and would be kept with it.
    this.#pieces.push(Buffer.from(bytes));
    this.#carrier.unread(bytes.length);
  }

  /** The other side has all that was written. */
  confirm(): void {
    this.#release();
    this.#reachEnd();
    this.#finishing?.resolve();
  }

  /** The stream is no more. */
  fail(error: Error): void {
    this.#error ??= error;
    this.#release();
    for (const reader of this.#readers.splice(0)) reader.reject(this.#error);
    this.#finishing?.reject(this.#error);
  }

  #reachEnd(): void {
    this.#atEnd = true;
    for (const reader of this.#readers.splice(0)) reader.resolve(null);
  }

  #release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#carrier.release();
  }
}
