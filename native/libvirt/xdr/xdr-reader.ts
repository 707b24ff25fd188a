import { XdrError } from './xdr-error.ts';

/** Reads XDR (RFC 4506) from bytes; whatever they are, it throws nothing but {@link XdrError}. */
export class XdrReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Bytes not yet read. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  int(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  unsigned(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  /** A number where that is exact, else a bigint. */
  hyper(): number | bigint {
    const at = this.#take(8);
    const high = this.#bytes.readInt32BE(at);
    if (high >= -0x200000 && high < 0x200000) {
      const value = high * 0x1_0000_0000 + this.#bytes.readUInt32BE(at + 4);
      // -2^53 is the one value of that range that is not exact.
      if (Number.isSafeInteger(value)) return value;
    }
    return this.#bytes.readBigInt64BE(at);
  }

  /** As {@link hyper}, never negative. */
  unsignedHyper(): number | bigint {
    const at = this.#take(8);
    const high = this.#bytes.readUInt32BE(at);
    if (high < 0x200000) return high * 0x1_0000_0000 + this.#bytes.readUInt32BE(at + 4);
    return this.#bytes.readBigUInt64BE(at);
  }

  double(): number {
    return this.#bytes.readDoubleBE(this.#take(8));
  }

  /** @throws XdrError for what is neither 0 nor 1 */
  boolean(): boolean {
    const value = this.unsigned();
    if (value > 1) throw new XdrError(`${value} is no boolean`);
    return value === 1;
  }

  /** Bytes of a known length and their padding. The result shares memory with the message. */
  fixed(length: number): Buffer {
    const at = this.#take(length + padding(length));
    return this.#bytes.subarray(at, at + length);
  }

  /** Bytes behind their length. The result shares memory with the message. */
  opaque(most: number): Buffer {
    return this.fixed(this.count(most, 1));
  }

  /** UTF-8 text; damaged sequences become U+FFFD. */
  string(most: number): string {
    const length = this.count(most, 1);
    const at = this.#take(length + padding(length));
    return this.#bytes.toString('utf8', at, at + length);
  }

  /** Number of elements that follow, each at least `size` bytes: more than can be there are refused before any room is made. */
  count(most: number, size: number): number {
    const count = this.unsigned();
    if (count > most) throw new XdrError(`${count} elements, at most ${most}`);
    if (count * size > this.left) throw new XdrError(`${count} elements in ${this.left} bytes`);
    return count;
  }

  #take(length: number): number {
    const at = this.#at;
    if (length > this.#bytes.length - at) throw new XdrError(`${length} bytes wanted, ${this.#bytes.length - at} left`);
    this.#at = at + length;
    return at;
  }
}

/** Bytes that fill up to a multiple of four. */
export function padding(length: number): number {
  return -length & 3;
}
