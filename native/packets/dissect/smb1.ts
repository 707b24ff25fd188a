import { readNtlmUser } from './ntlmssp.ts';
import { readU16Le, readU32Le } from './numbers.ts';
import { NEGOTIATION } from './smb-events.ts';
import type { SmbEvents } from './smb-events.ts';
import { decodeLatin1, decodeUtf16, NAME_LIMIT, TEXT_LIMIT } from './text.ts';

const HEADER = 32;
const IS_RESPONSE = 0x80;
const IS_UNICODE = 0x8000;

/** Where a message keeps its parameter words and its bytes. */
interface Layout {
  start: number;
  words: number;
  wordCount: number;
  data: number;
  end: number;
  isUnicode: boolean;
}

/** SMB 1 (CIFS) messages. */
export class Smb1Reader {
  readonly #events: SmbEvents;

  constructor(events: SmbEvents) {
    this.#events = events;
  }

  read(bytes: Uint8Array, start: number, end: number, time: number): void {
    if (start + HEADER + 1 > end) return;
    const command = bytes[start + 4] ?? 0;
    const id = `1.${String(readU16Le(bytes, start + 30))}.${String(readU16Le(bytes, start + 26))}.${String(command)}`;
    const wordCount = bytes[start + HEADER] ?? 0;
    const words = start + HEADER + 1;
    const layout: Layout = {
      start,
      words,
      wordCount,
      data: words + wordCount * 2 + 2,
      end,
      isUnicode: (readU16Le(bytes, start + 10) & IS_UNICODE) !== 0,
    };
    if (((bytes[start + 9] ?? 0) & IS_RESPONSE) === 0) {
      this.#request(command, id, bytes, layout, time);
      return;
    }
    const file = command === 0xa2 && wordCount >= 34 ? `1.${String(readU16Le(bytes, words + 5))}` : '';
    this.#events.response(command === 0x72 ? NEGOTIATION : id, readU32Le(bytes, start + 5), file);
  }

  #request(command: number, id: string, bytes: Uint8Array, layout: Layout, time: number): void {
    const { words, wordCount, data, start, end } = layout;
    switch (command) {
      case 0x72:
        this.#events.dialect(1);
        this.#events.request(NEGOTIATION, 'negotiate', '', time);
        break;
      case 0x73:
        this.#events.request(id, 'session-setup', this.#user(bytes, layout), time);
        break;
      case 0x75:
        if (wordCount >= 4) {
          this.#events.request(
            id,
            'tree-connect',
            this.#text(bytes, layout, data + readU16Le(bytes, words + 6)).text,
            time,
          );
        }
        break;
      case 0xa2:
        if (wordCount >= 24) this.#events.request(id, 'create', this.#text(bytes, layout, data).text, time);
        break;
      case 0x2e:
        if (wordCount >= 10) this.#events.read(id, `1.${String(readU16Le(bytes, words + 4))}`, time);
        break;
      case 0x2f:
        if (wordCount >= 12) {
          const from = start + readU16Le(bytes, words + 22);
          const to = Math.min(end, from + readU16Le(bytes, words + 20));
          this.#events.write(id, `1.${String(readU16Le(bytes, words + 4))}`, bytes, from, to, time);
        }
        break;
      case 0x25:
        // A transaction on a pipe: setup words hold TransactNmPipe (0x26) and the pipe's handle.
        if (wordCount >= 16 && readU16Le(bytes, words + 28) === 0x26) {
          const from = start + readU16Le(bytes, words + 24);
          const to = Math.min(end, from + readU16Le(bytes, words + 22));
          this.#events.write(id, `1.${String(readU16Le(bytes, words + 30))}`, bytes, from, to, time);
        }
        break;
      default:
    }
  }

  #user(bytes: Uint8Array, layout: Layout): string {
    const { words, wordCount, data, end } = layout;
    if (wordCount === 12) return readNtlmUser(bytes, data, Math.min(end, data + readU16Le(bytes, words + 14)));
    if (wordCount !== 13) return '';
    const account = this.#text(bytes, layout, data + readU16Le(bytes, words + 14) + readU16Le(bytes, words + 16));
    const domain = this.#text(bytes, layout, account.next);
    const user = account.text.slice(0, NAME_LIMIT);
    return domain.text === '' || user === '' ? user : `${domain.text.slice(0, NAME_LIMIT)}\\${user}`;
  }

  /** Text up to its NUL; Unicode is aligned to two bytes, counted from the header. */
  #text(bytes: Uint8Array, layout: Layout, from: number): { text: string; next: number } {
    const { isUnicode, start, end } = layout;
    const step = isUnicode ? 2 : 1;
    const at = isUnicode && (from - start) % 2 === 1 ? from + 1 : from;
    let stop = at;
    while (stop + step <= end && stop - at < TEXT_LIMIT * step && !isNul(bytes, stop, isUnicode)) stop += step;
    const text = isUnicode ? decodeUtf16(bytes, at, stop, TEXT_LIMIT) : decodeLatin1(bytes, at, stop, TEXT_LIMIT);
    return { text, next: stop + step };
  }
}

function isNul(bytes: Uint8Array, at: number, isUnicode: boolean): boolean {
  return bytes[at] === 0 && (!isUnicode || bytes[at + 1] === 0);
}
