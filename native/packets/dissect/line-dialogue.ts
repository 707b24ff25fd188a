import type { Dissector } from './dissector.ts';
import { LineStream } from './line-stream.ts';

/** Takes a line of the client or the server, without its end. `wireLength` counts the end. */
export type DialogueTaker = (
  isClient: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
  wireLength: number,
  time: number,
) => void;

/**
 * Both directions of a line protocol (SMTP, FTP, POP3, IMAP …), with the two things that break its lines: a count of
 * raw bytes to pass over, and the hand-over of the rest of the flow to another dissector (STARTTLS).
 */
export class LineDialogue {
  readonly #clientIsOriginator: boolean;
  readonly #client: LineStream;
  readonly #server: LineStream;
  #skip = 0;
  #next: Dissector | null = null;
  #closed = false;

  constructor(clientIsOriginator: boolean, limit: number, take: DialogueTaker) {
    this.#clientIsOriginator = clientIsOriginator;
    this.#client = new LineStream(limit, (bytes, start, end, wireLength, time) => {
      take(true, bytes, start, end, wireLength, time);
    });
    this.#server = new LineStream(limit, (bytes, start, end, wireLength, time) => {
      take(false, bytes, start, end, wireLength, time);
    });
  }

  /** @returns as a dissector's `payload` */
  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    if (this.#closed) return false;
    const isClient = fromOriginator === this.#clientIsOriginator;
    let at = 0;
    while (at < bytes.length && this.#next === null && !this.#isClosed()) {
      if (isClient && this.#skip > 0) {
        const step = Math.min(this.#skip, bytes.length - at);
        this.#skip -= step;
        at += step;
      } else {
        at = (isClient ? this.#client : this.#server).push(bytes, at, time);
      }
    }
    if (this.#next !== null) return at >= bytes.length || this.#next.payload(fromOriginator, bytes.subarray(at), time);
    return !this.#isClosed();
  }

  /** @returns as a dissector's `gap` */
  gap(fromOriginator: boolean, missing = 0): boolean {
    if (this.#next !== null) return this.#next.gap(fromOriginator, missing);
    if (fromOriginator === this.#clientIsOriginator) {
      this.#client.gap();
      this.#skip = Math.max(0, this.#skip - missing);
    } else {
      this.#server.gap();
    }
    return !this.#closed;
  }

  end(time: number): void {
    this.#next?.end(time);
    this.#closed = true;
  }

  /** Called by a taker: the client's next `count` bytes are no lines. */
  skip(count: number): void {
    this.#skip = count;
    this.#client.pause();
  }

  /** Called by a taker: all that follows, of both directions, belongs to `next`. */
  handOver(next: Dissector): void {
    this.#next = next;
    this.#client.pause();
    this.#server.pause();
  }

  /** Called by a taker: nothing more is wanted. */
  close(): void {
    this.#closed = true;
    this.#client.pause();
    this.#server.pause();
  }

  #isClosed(): boolean {
    return this.#closed;
  }
}
