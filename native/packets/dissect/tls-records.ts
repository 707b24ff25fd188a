/** Takes handshake bytes as they come; fragments of one message may arrive in several calls. */
export type HandshakeTaker = (bytes: Uint8Array, start: number, end: number, time: number) => void;

const HEADER = 5;
/** 2^14 and what the oldest ciphers may add (RFC 5246). */
const RECORD_LIMIT = 0x4800;

/** Whether a TLS record can start with these bytes: content type 20 to 24, version 3.x, a bearable length. */
export function isTlsRecord(bytes: Uint8Array, at: number): boolean {
  const type = bytes[at] ?? 0;
  const length = ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
  return type >= 20 && type <= 24 && bytes[at + 1] === 3 && (bytes[at + 2] ?? 9) <= 4 && length <= RECORD_LIMIT;
}

/** One direction of TLS records, read without keeping any: handshake content is passed on until the first encrypted record. */
export class TlsRecordStream {
  readonly #take: HandshakeTaker;
  readonly #header = new Uint8Array(HEADER);
  #headerSize = 0;
  #left = 0;

  constructor(take: HandshakeTaker) {
    this.#take = take;
  }

  /** @returns false at the first record that is neither handshake nor alert, or is none at all: nothing in clear follows */
  push(bytes: Uint8Array, time: number): boolean {
    let at = 0;
    while (at < bytes.length) {
      if (this.#headerSize < HEADER) {
        this.#header[this.#headerSize++] = bytes[at++] ?? 0;
        if (this.#headerSize < HEADER) continue;
        const type = this.#header[0];
        if (!isTlsRecord(this.#header, 0) || (type !== 22 && type !== 21)) return false;
        this.#left = ((this.#header[3] ?? 0) << 8) | (this.#header[4] ?? 0);
      }
      const step = Math.min(this.#left, bytes.length - at);
      if (this.#header[0] === 22 && step > 0) this.#take(bytes, at, at + step, time);
      at += step;
      this.#left -= step;
      if (this.#left === 0) this.#headerSize = 0;
    }
    return true;
  }
}
