import { LineStream } from './line-stream.ts';
import type { LineTaker } from './line-stream.ts';

/** Longest header line read; the rest of a longer one is passed over. */
export const LINE_LIMIT = 4096;

/** What the next bytes of a direction are. */
export type HttpMode =
  | 'head'
  | 'fixed'
  | 'until-close'
  | 'chunk-size'
  | 'chunk-data'
  | 'chunk-end'
  | 'trailer'
  | 'lost';

/** How a message's body is delimited, as its head said. */
export interface BodyFraming {
  /** Content-Length, -1 when absent or not a number. */
  length: number;
  chunked: boolean;
}

/** What a side tells its connection. Sizes are bytes on the wire. */
export interface HttpSideEvents {
  /** A line of the head, without its end; cut when its rest was too long or not captured. Returns false when this is no HTTP. */
  line(bytes: Uint8Array, start: number, end: number, wireLength: number, isCut: boolean, time: number): boolean;
  /** Body bytes, chunk framing taken off. */
  body(bytes: Uint8Array, start: number, end: number): void;
  /** Bytes of the message counted: head lines excluded, chunk framing included. */
  count(size: number): void;
  /** The message ended where its framing said. */
  complete(): void;
}

/** One direction of an HTTP/1 connection: walks over heads and bodies without keeping bodies. */
export class HttpSide {
  mode: HttpMode = 'head';
  readonly #events: HttpSideEvents;
  readonly #lines: LineStream;
  #left = 0;
  #isCutting = false;
  #time = 0;

  constructor(events: HttpSideEvents) {
    this.#events = events;
    const take: LineTaker = (bytes, start, end, wireLength, time) => {
      this.#line(bytes, start, end, wireLength, time);
    };
    this.#lines = new LineStream(LINE_LIMIT, take);
  }

  /** @returns where reading ended: before the chunk's end when the rest is no HTTP */
  push(bytes: Uint8Array, time: number): number {
    let at = 0;
    this.#time = time;
    while (at < bytes.length) {
      switch (this.mode) {
        case 'lost':
          return at;
        case 'until-close':
          this.#events.body(bytes, at, bytes.length);
          this.#events.count(bytes.length - at);
          return bytes.length;
        case 'fixed':
        case 'chunk-data': {
          const step = Math.min(this.#left, bytes.length - at);
          this.#events.body(bytes, at, at + step);
          this.#events.count(step);
          this.#left -= step;
          at += step;
          if (this.#left > 0) return at;
          if (this.mode === 'chunk-data') this.mode = 'chunk-end';
          else this.#complete();
          break;
        }
        default:
          at = this.#lines.push(bytes, at, time);
      }
    }
    return at;
  }

  /** Takes body bytes by their number alone. @returns false when they are no body, or end one: they must be read then */
  pass(length: number): boolean {
    if (this.mode === 'fixed' || this.mode === 'chunk-data') {
      if (length >= this.#left) return false;
      this.#left -= length;
    } else if (this.mode !== 'until-close') {
      return false;
    }
    this.#events.count(length);
    return true;
  }

  /** What follows is no HTTP. */
  leave(): void {
    this.mode = 'lost';
    this.#lines.pause();
  }

  /** The head is over: what follows is this body. Called from `line` on the blank line. */
  startBody(framing: BodyFraming, untilClose: boolean): void {
    this.#lines.pause();
    if (framing.chunked) {
      this.mode = 'chunk-size';
    } else if (framing.length > 0) {
      this.mode = 'fixed';
      this.#left = framing.length;
    } else if (framing.length < 0 && untilClose) {
      this.mode = 'until-close';
    } else {
      this.#complete();
    }
  }

  /** @returns true when the hole lay inside a body of known length and was stepped over */
  gap(missing: number): boolean {
    if (this.mode === 'until-close') return true;
    if (missing > 0 && missing <= this.#left && (this.mode === 'fixed' || this.mode === 'chunk-data')) {
      this.#events.count(missing);
      this.#left -= missing;
      if (this.#left === 0) {
        if (this.mode === 'chunk-data') this.mode = 'chunk-end';
        else this.#complete();
      }
      return true;
    }
    this.cut();
    this.#lines.gap();
    this.#left = 0;
    this.mode = 'lost';
    return false;
  }

  /** No more of the line in progress will come: what there is of it counts. */
  cut(): void {
    if (this.mode !== 'head') return;
    this.#isCutting = true;
    this.#lines.flush(this.#time);
    this.#isCutting = false;
  }

  #complete(): void {
    this.mode = 'head';
    this.#events.complete();
  }

  #line(bytes: Uint8Array, start: number, end: number, wireLength: number, time: number): void {
    switch (this.mode) {
      case 'head':
        if (!this.#events.line(bytes, start, end, wireLength, this.#isCutting || wireLength > LINE_LIMIT, time)) {
          this.leave();
        }
        break;
      case 'chunk-size':
        this.#events.count(wireLength);
        this.#left = parseChunkSize(bytes, start, end);
        this.#lines.pause();
        this.mode = this.#left < 0 ? 'lost' : this.#left === 0 ? 'trailer' : 'chunk-data';
        break;
      case 'chunk-end':
        this.#events.count(wireLength);
        this.mode = 'chunk-size';
        break;
      case 'trailer':
        this.#events.count(wireLength);
        if (end === start) this.#complete();
        break;
      default:
    }
  }
}

/** Hexadecimal size before a chunk, extensions ignored. @returns -1 when there is none or it is beyond 2^40 */
function parseChunkSize(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  let digits = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    const lower = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30;
    else if (lower >= 0x61 && lower <= 0x66) value = value * 16 + lower - 0x57;
    else break;
    digits++;
    if (digits > 10) return -1;
  }
  return digits === 0 ? -1 : value;
}
