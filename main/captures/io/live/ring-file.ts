import { ftruncateSync, writeSync } from 'node:fs';

/** How long nothing is written after the disk refused, milliseconds. */
const retryAfter = 5000;

/** What is in the file that is being written. */
export interface RingFileState {
  generation: number;
  bytes: number;
  packets: number;
  start: number;
  end: number;
  fault: string;
}

/**
 * Writes generation after generation into the files of a ring, the oldest overwritten. A full disk costs packets on
 * disk, never flows: the file ends before what could not be written, and a later generation tries again.
 */
export class RingFile {
  private readonly descriptors: readonly number[];
  private readonly tell: (state: RingFileState) => void;
  private readonly now: () => number;
  private descriptor = -1;
  private faultAt = 0;
  private changed = false;
  state: RingFileState = { generation: -1, bytes: 0, packets: 0, start: 0, end: 0, fault: '' };

  /** @param tell hears of a file when it is begun, ended, and now and then @param now milliseconds */
  constructor(descriptors: readonly number[], tell: (state: RingFileState) => void, now: () => number) {
    this.descriptors = descriptors;
    this.tell = tell;
    this.now = now;
  }

  /** What is written from now on is another generation. */
  turn(generation: number): void {
    this.report();
    this.state = { generation, bytes: 0, packets: 0, start: 0, end: 0, fault: '' };
    this.descriptor = this.descriptors[generation % this.descriptors.length] ?? -1;
    this.attempt(() => ftruncateSync(this.descriptor, 0));
    this.changed = true;
    this.report();
  }

  /** Appends whole blocks. */
  write(bytes: Uint8Array): void {
    if (this.state.fault !== '') return;
    const from = this.state.bytes;
    this.attempt(() => {
      let written = 0;
      while (written < bytes.length)
        written += writeSync(this.descriptor, bytes, written, bytes.length - written, from + written);
      this.state.bytes = from + bytes.length;
      this.changed = true;
    });
    // What was written of a block is no block.
    if (this.state.bytes === from) this.attempt(() => ftruncateSync(this.descriptor, from));
  }

  /** Counts a packet of the current file. */
  count(time: number): void {
    const { state } = this;
    if (state.packets === 0 || time < state.start) state.start = time;
    if (time > state.end) state.end = time;
    state.packets += 1;
  }

  /** Whether writing failed long enough ago to try again. */
  wantsTurn(): boolean {
    return this.state.fault !== '' && this.now() - this.faultAt > retryAfter;
  }

  /** Tells how the file is, where that changed. */
  report(): void {
    if (!this.changed || this.state.generation < 0) return;
    this.changed = false;
    this.tell(this.state);
  }

  private attempt(write: () => void): void {
    try {
      write();
    } catch (problem) {
      if (!(problem instanceof Error)) throw problem;
      this.state.fault = problem.message.slice(0, 200);
      this.faultAt = this.now();
      this.changed = true;
    }
  }
}
