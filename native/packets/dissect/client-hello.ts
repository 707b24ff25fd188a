import { readU16 } from './numbers.ts';
import { decodeLatin1, decodeText, NAME_LIMIT } from './text.ts';

/** Numbers kept of each list of a hello; real ones have a few dozen. */
const LIST_LIMIT = 256;
const ALPN_LIMIT = 16;

/** GREASE values (RFC 8701): 0x0a0a, 0x1a1a … 0xfafa, put in by clients at random. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

/** A list of 16-bit numbers that is filled again and again without new memory; GREASE never gets in. */
export class NumberList {
  readonly values = new Uint16Array(LIST_LIMIT);
  length = 0;

  add(value: number): void {
    if (this.length < LIST_LIMIT && !isGrease(value)) this.values[this.length++] = value;
  }

  /** Adds every 16-bit number of `start`..`end`. */
  addAll(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at + 1 < end; at += 2) this.add(readU16(bytes, at));
  }
}

/**
 * A ClientHello's fields that fingerprints are made of, GREASE left out. One instance is filled for hello after hello.
 * Lists stand in the order of the wire.
 */
export class ClientHello {
  /** The handshake's own version field, 0x0303 for anything modern. */
  legacyVersion = 0;
  /** Highest offered, of supported_versions where that is present. */
  version = 0;
  sni = '';
  hasSni = false;
  alpn: string[] = [];
  /** First ALPN protocol's first and last byte, high and low half; 0 without ALPN. */
  alpnEnds = 0;
  readonly ciphers = new NumberList();
  readonly extensions = new NumberList();
  readonly groups = new NumberList();
  readonly formats = new NumberList();
  readonly signatures = new NumberList();

  /**
   * Reads the body of a ClientHello (after the 4-byte handshake header).
   * @returns false when it is malformed before its extensions; a cut list of extensions is read as far as it goes
   */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.legacyVersion = readU16(bytes, start);
    this.version = this.legacyVersion;
    this.sni = '';
    this.hasSni = false;
    this.alpn = [];
    this.alpnEnds = 0;
    this.ciphers.length = 0;
    this.extensions.length = 0;
    this.groups.length = 0;
    this.formats.length = 0;
    this.signatures.length = 0;
    let at = start + 34;
    if (at >= end) return false;
    at += 1 + (bytes[at] ?? 0);
    if (at + 2 > end) return false;
    const ciphersEnd = at + 2 + readU16(bytes, at);
    if (ciphersEnd > end) return false;
    this.ciphers.addAll(bytes, at + 2, ciphersEnd);
    at = ciphersEnd;
    if (at >= end) return false;
    at += 1 + (bytes[at] ?? 0);
    if (at + 2 > end) return true;
    const stop = Math.min(end, at + 2 + readU16(bytes, at));
    at += 2;
    while (at + 4 <= stop) {
      const type = readU16(bytes, at);
      const next = at + 4 + readU16(bytes, at + 2);
      this.extensions.add(type);
      if (next > stop) break;
      this.#extension(type, bytes, at + 4, next);
      at = next;
    }
    return true;
  }

  #extension(type: number, bytes: Uint8Array, start: number, end: number): void {
    switch (type) {
      case 0:
        this.hasSni = true;
        // list length (2), name type (1, 0 = host name), name length (2)
        if (end - start >= 5 && bytes[start + 2] === 0) {
          this.sni = decodeText(bytes, start + 5, Math.min(end, start + 5 + readU16(bytes, start + 3)), NAME_LIMIT);
        }
        break;
      case 10:
        this.groups.addAll(bytes, start + 2, Math.min(end, start + 2 + readU16(bytes, start)));
        break;
      case 11:
        for (let at = start + 1; at < Math.min(end, start + 1 + (bytes[start] ?? 0)); at++)
          this.formats.add(bytes[at] ?? 0);
        break;
      case 13:
        this.signatures.addAll(bytes, start + 2, Math.min(end, start + 2 + readU16(bytes, start)));
        break;
      case 16:
        this.#protocols(bytes, start + 2, end);
        break;
      case 43: {
        let highest = 0;
        for (let at = start + 1; at + 1 < Math.min(end, start + 1 + (bytes[start] ?? 0)); at += 2) {
          const version = readU16(bytes, at);
          if (!isGrease(version) && version > highest) highest = version;
        }
        if (highest > 0) this.version = highest;
        break;
      }
      default:
    }
  }

  #protocols(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end && this.alpn.length < ALPN_LIMIT) {
      const next = at + 1 + (bytes[at] ?? 0);
      if (next > end || next === at + 1) break;
      const greased = next === at + 3 && isGrease(readU16(bytes, at + 1));
      if (!greased) {
        if (this.alpn.length === 0) this.alpnEnds = ((bytes[at + 1] ?? 0) << 8) | (bytes[next - 1] ?? 0);
        this.alpn.push(this.#protocolName(bytes, at + 1, next));
      }
      at = next;
    }
  }

  #protocolName(bytes: Uint8Array, start: number, end: number): string {
    // The two names nearly every hello offers need no decoding.
    if (end - start === 2 && bytes[start] === 0x68 && bytes[start + 1] === 0x32) return 'h2';
    return decodeLatin1(bytes, start, end, NAME_LIMIT);
  }
}
