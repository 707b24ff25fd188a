import type { Dissector } from '../dissect/dissector.ts';

/** Out-of-order bytes and pieces held for one direction. */
const MOST_HELD_BYTES = 64 * 1024;
const MOST_HELD_PIECES = 64;

interface Piece {
  sequence: number;
  bytes: Uint8Array;
  /** Length on the wire; more than `bytes` when the capture was cut short. */
  length: number;
}

const NOTHING: readonly Piece[] = [];

/** One direction of a TCP stream. */
class Side {
  isStarted = false;
  /** Sequence number of the next byte. */
  next = 0;
  /** Shared while empty, which it mostly is. */
  held: readonly Piece[] = NOTHING;
}

/**
 * Puts the segments of a TCP flow in order for its dissector: repeats are trimmed, what comes early is held
 * (bounded), and a hole that will not be filled is told.
 */
export class Stream {
  dissector: Dissector | null;
  heldBytes = 0;
  readonly #out = new Side();
  readonly #in = new Side();

  constructor(dissector: Dissector | null) {
    this.dissector = dissector;
  }

  isStarted(forward: boolean): boolean {
    return (forward ? this.#out : this.#in).isStarted;
  }

  /** Fixes where a direction's bytes begin. */
  start(forward: boolean, sequence: number): void {
    const side = forward ? this.#out : this.#in;
    side.isStarted = true;
    side.next = sequence;
  }

  /** @returns whether these bytes continue the direction without a hole */
  isNext(forward: boolean, sequence: number): boolean {
    return ((sequence - (forward ? this.#out : this.#in).next) | 0) <= 0;
  }

  /**
   * Takes a segment's payload by its length where it comes in order and the dissector does not need its bytes.
   * @returns false when the bytes are needed: `take` must follow
   */
  pass(forward: boolean, sequence: number, length: number): boolean {
    const side = forward ? this.#out : this.#in;
    if (!side.isStarted || sequence !== side.next || side.held.length > 0) return false;
    if (this.dissector?.pass?.(forward, length) !== true) return false;
    side.next = (sequence + length) | 0;
    return true;
  }

  /**
   * Takes a segment's payload.
   * @param length on the wire
   * @param isFull no more may be held for any flow
   * @returns false when the dissector wants nothing more
   */
  take(forward: boolean, sequence: number, bytes: Uint8Array, length: number, time: number, isFull: boolean): boolean {
    const side = forward ? this.#out : this.#in;
    if (((sequence - side.next) | 0) <= 0) {
      if (!this.#deliver(side, forward, sequence, bytes, length, time)) return false;
      return side.held.length === 0 || this.#release(side, forward, time);
    }
    side.held = [...side.held, { sequence, bytes: bytes.slice(), length }];
    this.heldBytes += bytes.length;
    if (!isFull && side.held.length <= MOST_HELD_PIECES && this.heldBytes <= MOST_HELD_BYTES) return true;
    return this.dissector !== null && this.#skipHole(side, forward, time);
  }

  /** The receiver confirmed bytes of `forward`: holes before them were lost by the capture, not on the way. */
  acknowledged(forward: boolean, acknowledgement: number, time: number): boolean {
    const side = forward ? this.#out : this.#in;
    let goesOn = true;
    while (goesOn && side.held.length > 0 && ((acknowledgement - earliest(side.held).sequence) | 0) > 0) {
      goesOn = this.#skipHole(side, forward, time);
    }
    return goesOn;
  }

  /** Delivers what is held, holes and all. */
  drain(time: number): void {
    for (const forward of [true, false]) {
      const side = forward ? this.#out : this.#in;
      while (side.held.length > 0) {
        if (!this.#skipHole(side, forward, time)) return;
      }
    }
  }

  #deliver(side: Side, forward: boolean, sequence: number, bytes: Uint8Array, length: number, time: number): boolean {
    const { dissector } = this;
    const repeated = (side.next - sequence) | 0;
    if (repeated >= length || dissector === null) return true;
    side.next = (sequence + length) | 0;
    if (repeated < bytes.length && !dissector.payload(forward, repeated === 0 ? bytes : bytes.subarray(repeated), time))
      return false;
    // A segment snapped short: what it carried beyond is missing.
    return bytes.length >= length || dissector.gap(forward, length - Math.max(bytes.length, repeated));
  }

  #release(side: Side, forward: boolean, time: number): boolean {
    for (;;) {
      const index = side.held.findIndex((piece) => ((piece.sequence - side.next) | 0) <= 0);
      const piece = side.held[index];
      if (piece === undefined) return true;
      side.held = side.held.length === 1 ? NOTHING : side.held.toSpliced(index, 1);
      this.heldBytes -= piece.bytes.length;
      if (!this.#deliver(side, forward, piece.sequence, piece.bytes, piece.length, time)) return false;
    }
  }

  #skipHole(side: Side, forward: boolean, time: number): boolean {
    const { sequence } = earliest(side.held);
    const missing = (sequence - side.next) | 0;
    side.next = sequence;
    if (this.dissector !== null && !this.dissector.gap(forward, missing)) return false;
    return this.#release(side, forward, time);
  }
}

function earliest(pieces: readonly Piece[]): Piece {
  let first = pieces[0]!;
  for (const piece of pieces) {
    if (((piece.sequence - first.sequence) | 0) < 0) first = piece;
  }
  return first;
}
