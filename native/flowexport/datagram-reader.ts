import { formatIpv4, formatIpv6, formatMac } from '../packets/decode/address-text.ts';

/** Reads big-endian fields one after another. Past the end everything is 0 and `failed` is set: look before using. */
export class DatagramReader {
  readonly bytes: Buffer;
  at: number;
  readonly end: number;
  failed = false;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = at;
    this.end = Math.min(end, bytes.length);
  }

  get left(): number {
    return this.end - this.at;
  }

  /** @returns a reader of the next bytes alone, which are stepped over here */
  part(length: number): DatagramReader {
    const from = this.at;
    return this.take(length) ? new DatagramReader(this.bytes, from, from + length) : this.none();
  }

  skip(length: number): void {
    this.take(length);
  }

  u8(): number {
    return this.unsigned(1);
  }

  u16(): number {
    return this.unsigned(2);
  }

  u32(): number {
    return this.unsigned(4);
  }

  /** Beyond 2⁵³ the last digits are lost. */
  u64(): number {
    const high = this.unsigned(4);
    return high * 0x1_0000_0000 + this.unsigned(4);
  }

  /** @param length of any size; what is longer than 8 bytes is no number and read as 0 */
  unsigned(length: number): number {
    const from = this.at;
    if (!this.take(length) || length === 0 || length > 8) return 0;
    if (length <= 6) return this.bytes.readUIntBE(from, length);
    return this.bytes.readUIntBE(from, length - 6) * 2 ** 48 + this.bytes.readUIntBE(from + length - 6, 6);
  }

  /** @returns the text of an address of 4 or 16 bytes, '' for other lengths */
  address(length: number): string {
    const from = this.at;
    if (!this.take(length)) return '';
    const word = (at: number): number => this.bytes.readInt32BE(from + at);
    if (length === 4) return formatIpv4(word(0));
    return length === 16 ? formatIpv6(word(0), word(4), word(8), word(12)) : '';
  }

  mac(): string {
    const from = this.at;
    if (!this.take(6)) return '';
    return formatMac(this.bytes.readUInt16BE(from), this.bytes.readInt32BE(from + 2));
  }

  private take(length: number): boolean {
    if (length > this.left) {
      this.failed = true;
      this.at = this.end;
      return false;
    }
    this.at += length;
    return true;
  }

  private none(): DatagramReader {
    const part = new DatagramReader(this.bytes, this.end, this.end);
    part.failed = true;
    return part;
  }
}
