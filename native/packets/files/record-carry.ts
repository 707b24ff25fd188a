const FIRST_CAPACITY = 64 * 1024;

/**
 * Holds the piece of a record that a chunk's end cut off. Only such records are copied; whole records are
 * read from the chunk itself. Grows with the bytes that really came, not with the length a header claims.
 */
export class RecordCarry {
  bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY);
  length = 0;

  /** Appends `chunk[from, to)`. */
  append(chunk: Buffer, from: number, to: number): void {
    const needed = this.length + to - from;
    if (needed > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
      this.bytes.copy(grown, 0, 0, this.length);
      this.bytes = grown;
    }
    chunk.copy(this.bytes, this.length, from, to);
    this.length = needed;
  }

  /** Forgets the piece, and the room it took when that was much. */
  clear(): void {
    this.length = 0;
    if (this.bytes.length > 16 * FIRST_CAPACITY) this.bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY);
  }
}
