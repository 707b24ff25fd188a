import { XdrError } from './xdr-error.ts';
import { padding } from './xdr-reader.ts';

/** Writes XDR (RFC 4506). */
export class XdrWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** @throws XdrError for a value out of range, as all of these do */
  int(value: number): void {
    if (!Number.isInteger(value) || value < -0x8000_0000 || value > 0x7fff_ffff) throw outOfRange(value);
    const at = this.#room(4);
    this.#bytes.writeInt32BE(value, at);
  }

  unsigned(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) throw outOfRange(value);
    const at = this.#room(4);
    this.#bytes.writeUInt32BE(value, at);
  }

  hyper(value: number | bigint): void {
    const big = toBigInt(value);
    if (BigInt.asIntN(64, big) !== big) throw outOfRange(value);
    const at = this.#room(8);
    this.#bytes.writeBigInt64BE(big, at);
  }

  unsignedHyper(value: number | bigint): void {
    const big = toBigInt(value);
    if (BigInt.asUintN(64, big) !== big) throw outOfRange(value);
    const at = this.#room(8);
    this.#bytes.writeBigUInt64BE(big, at);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  boolean(value: boolean): void {
    this.unsigned(value ? 1 : 0);
  }

  /** Bytes without their length, filled up to a multiple of four. */
  fixed(bytes: Uint8Array): void {
    const at = this.#room(bytes.length + padding(bytes.length));
    this.#bytes.set(bytes, at);
    this.#bytes.fill(0, at + bytes.length, this.#length);
  }

  opaque(bytes: Uint8Array, most: number): void {
    this.count(bytes.length, most);
    this.fixed(bytes);
  }

  /** UTF-8. Text with a NUL is refused: the daemon would read only what is before it. */
  string(text: string, most: number): void {
    if (text.includes('\0')) throw new XdrError('a text holds a NUL');
    this.opaque(Buffer.from(text, 'utf8'), most);
  }

  count(count: number, most: number): void {
    if (count > most) throw new XdrError(`${count} elements, at most ${most}`);
    this.unsigned(count);
  }

  /** What was written. Valid until more is. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #room(length: number): number {
    const at = this.#length;
    const end = at + length;
    if (end > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    this.#length = end;
    return at;
  }
}

function toBigInt(value: number | bigint): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw outOfRange(value);
  return BigInt(value);
}

function outOfRange(value: number | bigint): XdrError {
  return new XdrError(`${value} is out of range`);
}
