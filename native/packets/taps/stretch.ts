import type { Frame } from '../files/frame.ts';
import { blockBytes, writePacketBlock } from './packet-block.ts';

/** Frames of one interface that came together, as packet blocks that wait for their turn. */
export class Stretch {
  /** The blocks, one after another. */
  bytes: Buffer;
  length = 0;
  /** Time of each frame in microseconds, and where its block begins. */
  readonly times: number[] = [];
  readonly starts: number[] = [];
  /** Frames already handed on. */
  taken = 0;
  /** When it came, by a clock that never steps; milliseconds. */
  readonly arrival: number;
  latest = 0;

  constructor(arrival: number, capacity: number) {
    this.arrival = arrival;
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  add(frame: Frame): void {
    const needed = this.length + blockBytes(frame);
    if (needed > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(needed * 2);
      this.bytes.copy(grown, 0, 0, this.length);
      this.bytes = grown;
    }
    writePacketBlock(this.bytes, this.length, frame);
    this.times.push(frame.time);
    this.starts.push(this.length);
    if (frame.time > this.latest) this.latest = frame.time;
    this.length = needed;
  }

  /** @returns where the block of a frame ends */
  endOf(index: number): number {
    return this.starts[index + 1] ?? this.length;
  }
}
