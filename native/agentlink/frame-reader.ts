import { crc32 } from 'node:zlib';
import { frameLayout } from './frame-layout.ts';
import { messageKind } from './message-kind.ts';

const { magic, versionAt, kindAt, reservedAt, lengthAt, sequenceAt, checksumAt, headerBytes, mostBodyBytes } =
  frameLayout;
const mostFrameBytes = headerBytes + mostBodyBytes;
/** Room from which what was read is moved to the front: each byte is moved once at most for each so many read. */
const roomBytes = 4 * mostFrameBytes;
/** So many frames that went back in a row, each the next of the one before, are an agent whose HELLO was lost. */
const mostReplays = 8;

/** Takes what a reader finds. The body is valid only during the call. */
export interface FrameSink {
  /** `bytes`: of the whole frame. */
  frame(kind: number, body: Uint8Array, bytes: number): void;
  /** A sound frame of another major version. */
  foreign(version: number): void;
}

/** What did not arrive as it should. Counts since the reader began. */
export interface FrameDamage {
  lostFrames: number;
  garbageBytes: number;
  replayedFrames: number;
}

/**
 * Cuts a stream of bytes into frames, wherever its pieces end. Anything that is no frame is passed over and counted; the
 * time it takes grows with the bytes alone, whatever they are. Numbers begin anew with each HELLO or WELCOME; one that
 * goes back is a replay, and such a frame is not handed on.
 */
export class FrameReader {
  readonly damage: FrameDamage = { lostFrames: 0, garbageBytes: 0, replayedFrames: 0 };
  private readonly sink: FrameSink;
  private bytes = Buffer.alloc(mostFrameBytes);
  private start = 0;
  private end = 0;
  /** Number of the newest frame, null before the first: what was sent before the channel opened is no loss. */
  private newest: number | null = null;
  private replayed = { newest: 0, run: 0 };

  constructor(sink: FrameSink) {
    this.sink = sink;
  }

  /** Bytes of a frame that has begun and is not whole. */
  get waiting(): number {
    return this.end - this.start;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += mostFrameBytes) {
      this.append(chunk.subarray(at, at + mostFrameBytes));
      this.read();
    }
  }

  /**
   * Gives up a frame that has begun and does not become whole: its writer died within it, and what a new one says would
   * be taken for the rest of it. Call when nothing made it whole for some seconds.
   */
  giveUp(): void {
    if (this.waiting === 0) return;
    this.skip(1);
    this.read();
  }

  private append(piece: Uint8Array): void {
    if (this.end + piece.length > this.bytes.length) {
      const kept = this.waiting;
      const needed = kept + piece.length;
      const grown = needed > this.bytes.length ? Buffer.alloc(Math.max(needed, roomBytes)) : this.bytes;
      this.bytes.copy(grown, 0, this.start, this.end);
      this.bytes = grown;
      this.start = 0;
      this.end = kept;
    }
    this.bytes.set(piece, this.end);
    this.end += piece.length;
  }

  private read(): void {
    while (this.waiting > 0) {
      if (!this.seek()) return;
      if (this.waiting < headerBytes) return;
      const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.start, headerBytes);
      const length = view.getUint32(lengthAt, true);
      if (length > mostBodyBytes || view.getUint16(reservedAt, true) !== 0) {
        this.skip(magic.length);
        continue;
      }
      const total = headerBytes + length;
      if (this.waiting < total) return;
      const frame = this.bytes.subarray(this.start, this.start + total);
      const sum = crc32(frame.subarray(headerBytes), crc32(frame.subarray(0, checksumAt)));
      if (sum !== view.getUint32(checksumAt, true)) {
        this.skip(total);
        continue;
      }
      this.start += total;
      this.take(frame, view.getUint32(sequenceAt, true));
    }
    if (this.start === this.end) this.start = this.end = 0;
  }

  private take(frame: Buffer, sequence: number): void {
    const version = frame[versionAt] ?? 0;
    if (version !== frameLayout.version) {
      this.sink.foreign(version);
      return;
    }
    const kind = frame[kindAt] ?? 0;
    const begins = kind === messageKind.hello || kind === messageKind.welcome;
    if (!begins && this.newest !== null) {
      if (sequence <= this.newest) {
        this.damage.replayedFrames += 1;
        const run = sequence === this.replayed.newest + 1 ? this.replayed.run + 1 : 1;
        this.replayed = { newest: sequence, run };
        if (run >= mostReplays) this.newest = sequence;
        return;
      }
      this.damage.lostFrames += sequence - this.newest - 1;
    }
    this.newest = sequence;
    this.sink.frame(kind, frame.subarray(headerBytes), frame.length);
  }

  /** Goes to the next "MIEN", or what may become one. @returns false where there is none */
  private seek(): boolean {
    const found = this.bytes.subarray(this.start, this.end).indexOf(magic);
    if (found === 0) return true;
    if (found > 0) {
      this.skip(found);
      return true;
    }
    let kept = Math.min(magic.length - 1, this.waiting);
    while (kept > 0 && !this.endsLikeMagic(kept)) kept -= 1;
    this.skip(this.waiting - kept);
    return false;
  }

  private endsLikeMagic(count: number): boolean {
    for (let at = 0; at < count; at += 1) if (this.bytes[this.end - count + at] !== magic[at]) return false;
    return true;
  }

  private skip(count: number): void {
    this.damage.garbageBytes += count;
    this.start += count;
  }
}
