import { readNtlmUser } from './ntlmssp.ts';
import { readU16Le, readU32Le } from './numbers.ts';
import { NEGOTIATION } from './smb-events.ts';
import type { SmbEvents } from './smb-events.ts';
import { decodeUtf16, TEXT_LIMIT } from './text.ts';

const HEADER = 64;
const IS_RESPONSE = 1;
/** Messages chained in one frame. */
const COMPOUND_LIMIT = 16;
const PIPE_TRANSCEIVE = 0x0011c017;

function fileId(bytes: Uint8Array, at: number): string {
  return `${String(readU32Le(bytes, at))}.${String(readU32Le(bytes, at + 8))}`;
}

/** SMB 2 and 3 messages; offsets inside them count from their own header. */
export class Smb2Reader {
  readonly #events: SmbEvents;

  constructor(events: SmbEvents) {
    this.#events = events;
  }

  read(bytes: Uint8Array, start: number, end: number, time: number): void {
    let at = start;
    for (let index = 0; index < COMPOUND_LIMIT && at + HEADER <= end; index++) {
      const next = readU32Le(bytes, at + 20);
      this.#message(bytes, at, next === 0 ? end : Math.min(end, at + next), time);
      if (next < HEADER) return;
      at += next;
    }
  }

  #message(bytes: Uint8Array, start: number, end: number, time: number): void {
    const command = readU16Le(bytes, start + 12);
    const id = command === 0 ? NEGOTIATION : `2.${String(readU32Le(bytes, start + 24))}.${String(command)}`;
    const body = start + HEADER;
    if (((bytes[start + 16] ?? 0) & IS_RESPONSE) === 0) {
      this.#request(command, id, bytes, start, body, end, time);
      return;
    }
    if (command === 0 && body + 6 <= end) this.#events.dialect((bytes[body + 5] ?? 0) >= 3 ? 3 : 2);
    this.#events.response(
      id,
      readU32Le(bytes, start + 8),
      command === 5 && body + 80 <= end ? fileId(bytes, body + 64) : '',
    );
  }

  #request(
    command: number,
    id: string,
    bytes: Uint8Array,
    start: number,
    body: number,
    end: number,
    time: number,
  ): void {
    switch (command) {
      case 0:
        this.#events.request(id, 'negotiate', '', time);
        break;
      case 1: {
        const from = start + readU16Le(bytes, body + 12);
        const user = readNtlmUser(bytes, from, Math.min(end, from + readU16Le(bytes, body + 14)));
        this.#events.request(id, 'session-setup', user, time);
        break;
      }
      case 3:
        this.#events.request(id, 'tree-connect', this.#text(bytes, start, body + 4, end), time);
        break;
      case 5:
        this.#events.request(id, 'create', this.#text(bytes, start, body + 44, end), time);
        break;
      case 8:
        this.#events.read(id, fileId(bytes, body + 16), time);
        break;
      case 9: {
        const from = start + readU16Le(bytes, body + 2);
        const to = Math.min(end, from + readU32Le(bytes, body + 4));
        this.#events.write(id, fileId(bytes, body + 16), bytes, from, to, time);
        break;
      }
      case 11: {
        if (readU32Le(bytes, body + 4) !== PIPE_TRANSCEIVE) break;
        const from = start + readU32Le(bytes, body + 24);
        const to = Math.min(end, from + readU32Le(bytes, body + 28));
        this.#events.write(id, fileId(bytes, body + 8), bytes, from, to, time);
        break;
      }
      default:
    }
  }

  /** Text whose 16-bit offset and length stand at `at`. */
  #text(bytes: Uint8Array, start: number, at: number, end: number): string {
    const from = start + readU16Le(bytes, at);
    return decodeUtf16(bytes, from, Math.min(end, from + readU16Le(bytes, at + 2)), TEXT_LIMIT);
  }
}
