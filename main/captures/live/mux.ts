/**
 * What crosses the pipe to the live parsing child: kind, stream number, length (4 bytes each, little endian), payload.
 * Control travels in the same pipe as packets, so that neither overtakes the other.
 */
export const muxKind = {
  /** Piece of a stream, as it came, cut anywhere; of datagrams one, see `datagram.ts`. */
  bytes: 0,
  /** A stream opens: {@link StreamBeginning} as JSON. Its number was not used before. */
  begin: 1,
  /** The addresses of a stream's VM changed: a JSON list of texts. */
  addresses: 2,
  /** A stream is over. */
  end: 3,
} as const;

/** What a stream is. */
export interface StreamBeginning {
  kind: 'packets' | 'conntrack' | 'datagrams';
  label: string;
  direction: 'in' | 'out' | 'both';
  macs: readonly string[];
}

const headerBytes = 12;
/** No message is longer: pipes are read in far smaller pieces. */
const mostBytes = 4 << 20;

/** Takes whole messages; the payload is valid only during the call. */
export type MuxTaker = (kind: number, stream: number, payload: Uint8Array) => void;

/** The header of a message; its payload follows as it is, uncopied. */
export function packMuxHeader(kind: number, stream: number, length: number): Uint8Array {
  const header = new Uint8Array(headerBytes);
  const view = new DataView(header.buffer);
  view.setUint32(0, kind, true);
  view.setUint32(4, stream, true);
  view.setUint32(8, length, true);
  return header;
}

/** Takes a pipe's chunks, however cut, and hands on whole messages. */
export class MuxReader {
  private pending: Uint8Array = new Uint8Array(0);
  private readonly take: MuxTaker;

  constructor(take: MuxTaker) {
    this.take = take;
  }

  /** @throws {RangeError} on what no engine writes: stop reading then */
  push(chunk: Uint8Array): void {
    let bytes = chunk;
    if (this.pending.length > 0) {
      bytes = new Uint8Array(this.pending.length + chunk.length);
      bytes.set(this.pending);
      bytes.set(chunk, this.pending.length);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (bytes.length - at >= headerBytes) {
      const kind = view.getUint32(at, true);
      const length = view.getUint32(at + 8, true);
      if (length > mostBytes || kind > muxKind.end)
        throw new RangeError(`A message of kind ${kind} and ${length} bytes is not ours.`);
      if (bytes.length - at - headerBytes < length) break;
      this.take(kind, view.getUint32(at + 4, true), bytes.subarray(at + headerBytes, at + headerBytes + length));
      at += headerBytes + length;
    }
    this.pending = bytes.slice(at);
  }
}
