/** Length of the frame whose first bytes stand at `at`, header included; -1 when this is no frame, 0 when more bytes are needed. */
export type FrameLength = (bytes: Uint8Array, at: number, available: number) => number;

/** Takes a frame: its kept bytes `start`..`end` of the view, and the length it had on the wire. */
export type FrameTaker = (bytes: Uint8Array, start: number, end: number, wireLength: number, time: number) => void;

/** Chunks without a frame's start that are let pass after a hole before the stream is given up. */
const RESYNC_TRIES = 64;
/** Bytes a frame's header may need before its length is known. */
const HEADER_LIMIT = 64;

/**
 * Cuts one direction of a stream into length-prefixed frames. A frame that lies whole in one chunk is handed on in place;
 * of any other at most `limit` bytes are kept. The same frames come out however the stream was cut.
 */
export class FrameStream {
  readonly #limit: number;
  readonly #length: FrameLength;
  readonly #take: FrameTaker;
  #held: Uint8Array | null = null;
  #heldSize = 0;
  /** Of the frame being gathered; 0 while its header is incomplete. */
  #wireLength = 0;
  #skip = 0;
  #resync = 0;
  #stopped = false;

  constructor(limit: number, length: FrameLength, take: FrameTaker) {
    this.#limit = Math.max(limit, HEADER_LIMIT);
    this.#length = length;
    this.#take = take;
  }

  /** Leave the stream alone from now on (called by a taker that saw enough). */
  stop(): void {
    this.#stopped = true;
    this.#held = null;
  }

  /** @returns false once the stream is no longer a sequence of frames. */
  push(bytes: Uint8Array, time: number): boolean {
    let at = 0;
    const size = bytes.length;
    while (at < size && !this.#stopped) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, size - at);
        this.#skip -= step;
        at += step;
      } else if (this.#heldSize > 0) {
        at = this.#gather(bytes, at, time);
      } else {
        const available = size - at;
        const length = this.#length(bytes, at, available);
        if (length < 0 || (length === 0 && available >= HEADER_LIMIT)) return this.#lost();
        const kept = Math.min(length, this.#limit);
        if (length === 0 || kept > available) {
          this.#hold(bytes, at, size, length);
          at = size;
        } else {
          this.#resync = 0;
          this.#take(bytes, at, at + kept, length, time);
          this.#skip = length - kept;
          at += kept;
        }
      }
    }
    return !this.#stopped;
  }

  /** No more of the frame in progress will come: what there is of it is handed on, shorter than it says. */
  cut(time: number): void {
    const size = this.#heldSize;
    if (this.#held === null || size === 0 || this.#wireLength === 0) return;
    this.#heldSize = 0;
    this.#take(this.#held, 0, size, this.#wireLength, time);
  }

  /** Bytes are missing: begin anew with the next chunk that starts like a frame, unless all of them were to be skipped. */
  gap(missing: number): boolean {
    if (missing > 0 && missing <= this.#skip) {
      this.#skip -= missing;
      return !this.#stopped;
    }
    this.#heldSize = 0;
    this.#wireLength = 0;
    this.#skip = 0;
    this.#resync = RESYNC_TRIES;
    return !this.#stopped;
  }

  #lost(): boolean {
    this.#heldSize = 0;
    this.#wireLength = 0;
    if (this.#resync > 0) {
      this.#resync--;
      return true;
    }
    this.stop();
    return false;
  }

  #hold(bytes: Uint8Array, at: number, end: number, length: number): void {
    const room = length === 0 ? HEADER_LIMIT : Math.min(length, this.#limit);
    if (this.#held === null || this.#held.length < room) this.#held = new Uint8Array(Math.max(room, 256));
    const count = Math.min(end - at, this.#held.length);
    this.#held.set(bytes.subarray(at, at + count));
    this.#heldSize = count;
    this.#wireLength = length;
  }

  /** Add to the frame being gathered. @returns where the chunk was read to */
  #gather(bytes: Uint8Array, from: number, time: number): number {
    let at = from;
    // Byte by byte until the header tells the length: a header is a handful of bytes.
    while (this.#wireLength === 0) {
      if (at >= bytes.length) return at;
      if (this.#held === null || this.#heldSize >= HEADER_LIMIT) return this.#lost() ? bytes.length : at;
      this.#held[this.#heldSize++] = bytes[at++] ?? 0;
      const length = this.#length(this.#held, 0, this.#heldSize);
      if (length < 0) return this.#lost() ? bytes.length : at;
      if (length > 0) this.#grow(length);
    }
    const kept = Math.min(this.#wireLength, this.#limit);
    const step = Math.min(kept - this.#heldSize, bytes.length - at);
    if (this.#held === null) return bytes.length;
    if (step > 0) {
      this.#held.set(bytes.subarray(at, at + step), this.#heldSize);
      this.#heldSize += step;
      at += step;
    }
    if (this.#heldSize >= kept) {
      const wireLength = this.#wireLength;
      this.#heldSize = 0;
      this.#wireLength = 0;
      this.#skip = wireLength - kept;
      this.#resync = 0;
      this.#take(this.#held, 0, kept, wireLength, time);
    }
    return at;
  }

  #grow(length: number): void {
    this.#wireLength = length;
    const room = Math.min(length, this.#limit);
    if (this.#held !== null && this.#held.length < room) {
      const larger = new Uint8Array(room);
      larger.set(this.#held.subarray(0, this.#heldSize));
      this.#held = larger;
    }
  }
}
