import { readKnownText } from './text-cache.ts';

/** What is wrong with a message. */
export type WireFault = 'cut' | 'unknown-type' | 'oversized' | 'bad-value';

/** Bytes that no encoder of ours wrote. */
export class WireError extends Error {
  readonly fault: WireFault;

  constructor(fault: WireFault, message: string) {
    super(message);
    this.name = 'WireError';
    this.fault = fault;
  }
}

/** Reads what `ByteWriter` wrote; checks every bound. Throws only `WireError`. */
export class ByteReader {
  readonly #bytes: Buffer;
  at: number;
  readonly end: number;

  constructor(bytes: Buffer, from = 0, to = bytes.length) {
    this.#bytes = bytes;
    this.at = from;
    this.end = to;
  }

  u8(): number {
    if (this.at >= this.end) return this.#fail();
    return this.#bytes[this.at++]!;
  }

  u16(): number {
    const at = this.#step(2);
    return this.#bytes[at]! | (this.#bytes[at + 1]! << 8);
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#step(4));
  }

  f64(): number {
    return this.#bytes.readDoubleLE(this.#step(8));
  }

  whole(): number {
    let value = this.u8();
    if (value < 128) return value;
    value &= 127;
    for (let factor = 128; factor <= 2 ** 49; factor *= 128) {
      const byte = this.u8();
      value += (byte & 127) * factor;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
    }
    throw new WireError('bad-value', 'A whole number is too long.');
  }

  text(): string {
    const length = this.whole();
    if (length === 0) return '';
    const at = this.#step(length);
    return readKnownText(this.#bytes, at, length) ?? this.#bytes.toString('utf8', at, at + length);
  }

  /** Goes on behind a text. */
  skipText(): void {
    this.#step(this.whole());
  }

  /** Goes on behind so many bytes. */
  skip(length: number): void {
    this.#step(length);
  }

  /** A text that is plain ASCII when our encoder wrote it; other bytes come out as Latin-1. */
  ascii(): string {
    const length = this.whole();
    if (length === 0) return '';
    const at = this.#step(length);
    return this.#bytes.toString('latin1', at, at + length);
  }

  bytes(length: number): Buffer {
    const at = this.#step(length);
    return this.#bytes.subarray(at, at + length);
  }

  #step(length: number): number {
    const { at } = this;
    if (length > this.end - at) return this.#fail();
    this.at = at + length;
    return at;
  }

  #fail(): never {
    throw new WireError('cut', 'A message is shorter than its fields.');
  }
}
