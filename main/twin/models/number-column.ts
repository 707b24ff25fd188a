/** Numbers written by writeNumber, read one after the other. */
export class NumberColumn {
  #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isOver(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** What was not read. */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.#offset);
  }

  /** @throws {RangeError} at the end, and for more than 35 bits */
  take(): number {
    let number = 0;
    for (let scale = 1; scale <= 2 ** 28; scale *= 0x80) {
      const byte = this.#bytes[this.#offset];
      if (byte === undefined) throw new RangeError('A model that is cut off.');
      this.#offset += 1;
      number += (byte & 0x7f) * scale;
      if (byte < 0x80) return number;
    }
    throw new RangeError('A number in a model is too large.');
  }
}
