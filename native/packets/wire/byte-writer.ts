const FIRST_CAPACITY = 320 * 1024;
/** Free bytes after every text and at the start of a message: more than any run of numbers between two texts takes. */
const SLACK = 1024;

/**
 * Writes numbers and texts into one growing buffer; little-endian. Numbers do not ask for room: `begin` and
 * `text` leave enough for those that follow.
 */
export class ByteWriter {
  bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY);
  at = 0;
  #view = new DataView(this.bytes.buffer);

  /** Makes room for `length` more bytes. */
  reserve(length: number): void {
    if (this.at + length <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.at + length, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.at);
    this.bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  /** Starts a message. */
  begin(): void {
    this.reserve(SLACK);
  }

  u8(value: number): void {
    this.bytes[this.at++] = value;
  }

  u16(value: number): void {
    this.#view.setUint16(this.at, value, true);
    this.at += 2;
  }

  u32(value: number): void {
    this.#view.setUint32(this.at, value, true);
    this.at += 4;
  }

  f64(value: number): void {
    this.#view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  /** A whole number from 0 to 2^53-1 in one byte for each 7 bits; anything else becomes the nearest such. */
  whole(value: number): void {
    let rest = value > 0 ? Math.min(Math.trunc(value), Number.MAX_SAFE_INTEGER) : 0;
    while (rest > 0x7fffffff) {
      this.bytes[this.at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.bytes[this.at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  /** Length in bytes, then UTF-8. */
  text(value: string): void {
    const { length } = value;
    this.reserve(length * 3 + SLACK);
    if (length < 64) {
      const start = this.at;
      const { bytes } = this;
      let at = start + 1;
      let index = 0;
      for (; index < length; index++) {
        const code = value.charCodeAt(index);
        if (code > 127) break;
        bytes[at++] = code;
      }
      if (index === length) {
        bytes[start] = length;
        this.at = at;
        return;
      }
    }
    const size = Buffer.byteLength(value);
    this.whole(size);
    this.bytes.write(value, this.at, size, 'utf8');
    this.at += size;
  }
}
