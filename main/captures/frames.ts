/**
 * What crosses the pipe from the parsing child: frames of kind (1 byte), length (4 bytes, little endian), payload.
 * Kind 0 carries the packet reader's own wire, kind 1 one JSON message. The receiver trusts neither.
 */
export const frameKind = { wire: 0, json: 1 } as const;

/** A frame longer than this is refused: the child does not send such, so the pipe is not to be believed. */
export const maxFrameBytes = 8 << 20;

const headerBytes = 5;

/** Packs a frame. */
export function packFrame(kind: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(headerBytes + payload.length);
  frame[0] = kind;
  new DataView(frame.buffer).setUint32(1, payload.length, true);
  frame.set(payload, headerBytes);
  return frame;
}

/**
 * Takes the pipe's chunks, however cut. JSON is handed on in whole frames; of the wire, which knows its own messages,
 * each piece is handed on as it comes, so that nothing large is put together.
 */
export class FrameReader {
  private pending: Uint8Array = nothing;
  /** Bytes of the current wire frame that are still to come. */
  private passing = 0;
  private readonly onFrame: (kind: number, payload: Uint8Array) => void;

  constructor(onFrame: (kind: number, payload: Uint8Array) => void) {
    this.onFrame = onFrame;
  }

  /** @throws {RangeError} on a frame over the limit or of an unknown kind: stop reading then */
  push(chunk: Uint8Array): void {
    const bytes = this.pending.length > 0 ? join(this.pending, chunk) : chunk;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at < bytes.length) {
      if (this.passing > 0) {
        const end = Math.min(bytes.length, at + this.passing);
        this.passing -= end - at;
        this.onFrame(frameKind.wire, bytes.subarray(at, end));
        at = end;
        continue;
      }
      if (bytes.length - at < headerBytes) break;
      const kind = view.getUint8(at);
      const length = view.getUint32(at + 1, true);
      if (length > maxFrameBytes || kind > 1)
        throw new RangeError(`A frame of kind ${kind} and ${length} bytes is not ours.`);
      if (kind === frameKind.wire) {
        this.passing = length;
        at += headerBytes;
        continue;
      }
      if (bytes.length - at - headerBytes < length) break;
      this.onFrame(kind, bytes.subarray(at + headerBytes, at + headerBytes + length));
      at += headerBytes + length;
    }
    this.pending = at < bytes.length ? bytes.slice(at) : nothing;
  }
}

const nothing = new Uint8Array(0);

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
