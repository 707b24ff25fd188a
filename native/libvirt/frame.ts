import { XdrError } from './xdr/xdr-error.ts';
import { XdrReader } from './xdr/xdr-reader.ts';

/** Largest message of the protocol, bytes, with its length. */
export const LARGEST_FRAME = 32 * 2 ** 20 + 4;
/** Length and header. */
export const HEADER_LENGTH = 28;

/** Programs that share a connection. */
export const PROGRAM: Readonly<Record<'remote' | 'qemu' | 'keepalive', number>> = {
  remote: 0x2000_8086,
  qemu: 0x2000_8087,
  keepalive: 0x6b65_6570,
};
/** Kinds of message. */
export const MESSAGE = {
  call: 0,
  reply: 1,
  event: 2,
  stream: 3,
  callWithFds: 4,
  replyWithFds: 5,
  streamHole: 6,
} as const;
/** How a message ended. */
export const STATUS = { ok: 0, error: 1, continue: 2 } as const;

/** A message as it crosses: what it is about, and what it holds. */
export interface Frame {
  program: number;
  version: number;
  procedure: number;
  type: number;
  serial: number;
  status: number;
  /** Shares memory with what was received. */
  body: Buffer;
}

/** A message with its length and header. @throws XdrError when it is too large */
export function encodeFrame(frame: Frame): Buffer {
  const length = HEADER_LENGTH + frame.body.length;
  if (length > LARGEST_FRAME) throw new XdrError(`a message of ${length} bytes, at most ${LARGEST_FRAME}`);
  const bytes = Buffer.allocUnsafe(length);
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(frame.program, 4);
  bytes.writeUInt32BE(frame.version, 8);
  bytes.writeInt32BE(frame.procedure, 12);
  bytes.writeInt32BE(frame.type, 16);
  bytes.writeUInt32BE(frame.serial, 20);
  bytes.writeInt32BE(frame.status, 24);
  frame.body.copy(bytes, HEADER_LENGTH);
  return bytes;
}

/** Cuts received bytes into messages, wherever they are split. Holds at most one message that is not whole. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #held = 0;
  /** Bytes that are needed before anything can be done. */
  #wanted = 4;

  /** Takes bytes; tells each message that is whole. @throws XdrError for a length that cannot be */
  push(piece: Buffer, tell: (frame: Frame) => void): void {
    this.#pieces.push(piece);
    this.#held += piece.length;
    if (this.#held < this.#wanted) return;
    let bytes = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces, this.#held);
    this.#wanted = 4;
    while (bytes.length >= 4) {
      const length = bytes.readUInt32BE(0);
      if (length < HEADER_LENGTH || length > LARGEST_FRAME) throw new XdrError(`a message of ${length} bytes`);
      if (bytes.length < length) {
        this.#wanted = length;
        break;
      }
      tell(decodeFrame(bytes.subarray(0, length)));
      bytes = bytes.subarray(length);
    }
    this.#pieces = bytes.length > 0 ? [bytes] : [];
    this.#held = bytes.length;
  }
}

function decodeFrame(bytes: Buffer): Frame {
  const reader = new XdrReader(bytes, 4);
  return {
    program: reader.unsigned(),
    version: reader.unsigned(),
    procedure: reader.int(),
    type: reader.int(),
    serial: reader.unsigned(),
    status: reader.int(),
    body: bytes.subarray(HEADER_LENGTH),
  };
}
