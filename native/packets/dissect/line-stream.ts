/** Takes one line `start`..`end` of the view, without its line end; `wireLength` counts that too. */
export type LineTaker = (bytes: Uint8Array, start: number, end: number, wireLength: number, time: number) => void;

/**
 * Cuts one direction of a text protocol into lines (LF, CRLF). Of a long line the first `limit` bytes are kept.
 * A taker may `pause` when what follows its line are no lines: `push` then returns where it stopped.
 */
export class LineStream {
  readonly #limit: number;
  readonly #take: LineTaker;
  #held: Uint8Array | null = null;
  #heldSize = 0;
  /** Bytes of the line so far, kept or not. */
  #seen = 0;
  #paused = false;

  constructor(limit: number, take: LineTaker) {
    this.#limit = limit;
    this.#take = take;
  }

  /** Called by a taker: read no further in this chunk. */
  pause(): void {
    this.#paused = true;
  }

  /** @returns where reading ended: the chunk's length unless a taker paused. */
  push(bytes: Uint8Array, from: number, time: number): number {
    let at = from;
    this.#paused = false;
    while (at < bytes.length && !this.#paused) {
      const newline = bytes.indexOf(10, at);
      if (newline < 0) {
        this.#hold(bytes, at, bytes.length);
        return bytes.length;
      }
      this.#seen += newline + 1 - at;
      if (this.#heldSize > 0 || this.#seen !== newline + 1 - at) {
        this.#append(bytes, at, newline);
        const held = this.#held;
        const size = this.#heldSize;
        if (held !== null) this.#deliver(held, 0, size, time);
      } else {
        this.#deliver(bytes, at, Math.min(newline, at + this.#limit), time);
      }
      at = newline + 1;
    }
    return at;
  }

  /** The stream is over: what is held counts as a line. */
  flush(time: number): void {
    if (this.#heldSize > 0 && this.#held !== null) this.#deliver(this.#held, 0, this.#heldSize, time);
  }

  /** Bytes are missing: the line in progress is dropped. */
  gap(): void {
    this.#heldSize = 0;
    this.#seen = 0;
  }

  #deliver(bytes: Uint8Array, start: number, end: number, time: number): void {
    const wireLength = this.#seen;
    this.#heldSize = 0;
    this.#seen = 0;
    const stop = end > start && bytes[end - 1] === 13 ? end - 1 : end;
    this.#take(bytes, start, stop, wireLength, time);
  }

  #hold(bytes: Uint8Array, at: number, end: number): void {
    this.#seen += end - at;
    this.#append(bytes, at, end);
  }

  #append(bytes: Uint8Array, at: number, end: number): void {
    const count = Math.min(end - at, this.#limit - this.#heldSize);
    if (count <= 0 && this.#held !== null) return;
    const wanted = this.#heldSize + Math.max(count, 0);
    if (this.#held === null || this.#held.length < wanted) {
      const larger = new Uint8Array(Math.min(this.#limit, Math.max(128, wanted * 2)));
      if (this.#held !== null) larger.set(this.#held.subarray(0, this.#heldSize));
      this.#held = larger;
    }
    if (count > 0) this.#held.set(bytes.subarray(at, at + count), this.#heldSize);
    this.#heldSize = wanted;
  }
}
