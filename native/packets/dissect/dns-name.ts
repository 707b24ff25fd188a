import { decodeLatin1 } from './text.ts';

/** Longest legal name on the wire (RFC 1035), and what its presentation can grow to when every byte is escaped. */
const WIRE_LIMIT = 255;
const PRESENTATION_LIMIT = WIRE_LIMIT * 4;

const ESCAPED = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  // A dot or backslash inside a label is told from a separator by a backslash; what does not print becomes \DDD.
  ESCAPED[byte] = byte === 0x2e || byte === 0x5c ? 1 : byte <= 0x20 || byte >= 0x7f ? 2 : 0;
}

/**
 * Reads DNS names into presentation format: labels joined by dots without the final one (the root is `.`),
 * bytes that do not print as `\DDD`. Compression pointers must lead backwards, so no loop can form.
 */
export class DnsNameReader {
  /** Where reading goes on after the name last read; -1 when that was malformed or cut. */
  end = -1;
  readonly #scratch = new Uint8Array(PRESENTATION_LIMIT + 4);

  /**
   * @param base where the message starts: compression pointers count from there
   * @returns null for a malformed or cut name
   */
  read(bytes: Uint8Array, base: number, from: number, limit: number): string | null {
    const scratch = this.#scratch;
    let at = from;
    let barrier = from;
    let resume = -1;
    let wire = 1;
    let size = 0;
    this.end = -1;
    for (;;) {
      if (at >= limit) return null;
      const length = bytes[at] ?? 0;
      if (length === 0) break;
      if (length >= 0xc0) {
        if (at + 1 >= limit) return null;
        const target = base + (((length & 0x3f) << 8) | (bytes[at + 1] ?? 0));
        if (resume < 0) resume = at + 2;
        if (target >= barrier) return null;
        barrier = target;
        at = target;
        continue;
      }
      wire += length + 1;
      if (length >= 0x40 || wire > WIRE_LIMIT || at + 1 + length > limit) return null;
      if (size > 0) scratch[size++] = 0x2e;
      const stop = at + 1 + length;
      for (at++; at < stop; at++) {
        const byte = bytes[at] ?? 0;
        const escape = ESCAPED[byte];
        if (escape === 0) {
          scratch[size++] = byte;
        } else {
          scratch[size++] = 0x5c;
          if (escape === 1) {
            scratch[size++] = byte;
          } else {
            scratch[size++] = 0x30 + Math.trunc(byte / 100);
            scratch[size++] = 0x30 + (Math.trunc(byte / 10) % 10);
            scratch[size++] = 0x30 + (byte % 10);
          }
        }
      }
    }
    this.end = resume < 0 ? at + 1 : resume;
    return size === 0 ? '.' : decodeLatin1(scratch, 0, size, size);
  }

  /**
   * Whether an uncompressed name on the wire reads `name`, without making a string. Sets `end` when it does.
   * Names with escapes are left to `read`.
   */
  matches(bytes: Uint8Array, from: number, limit: number, name: string): boolean {
    let at = from;
    let index = 0;
    this.end = -1;
    for (;;) {
      if (at >= limit) return false;
      const length = bytes[at] ?? 0;
      if (length === 0) break;
      if (length >= 0x40 || at + 1 + length > limit) return false;
      if (index > 0 && name.charCodeAt(index++) !== 0x2e) return false;
      const stop = at + 1 + length;
      for (at++; at < stop; at++) {
        const byte = bytes[at] ?? 0;
        if (ESCAPED[byte] !== 0 || name.charCodeAt(index++) !== byte) return false;
      }
    }
    if (index !== name.length) return false;
    this.end = at + 1;
    return true;
  }

  /** Walks over a name without reading it. @returns where it ends, or -1 when malformed or cut */
  static skip(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    while (at < limit) {
      const length = bytes[at] ?? 0;
      if (length === 0) return at + 1;
      if (length >= 0xc0) return at + 2 <= limit ? at + 2 : -1;
      if (length >= 0x40 || at - from > WIRE_LIMIT) return -1;
      at += length + 1;
    }
    return -1;
  }
}
