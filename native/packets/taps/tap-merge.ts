import type { CaptureInterface, Frame } from '../files/frame.ts';
import { PcapReader } from '../files/pcap-reader.ts';
import type { CaptureNote } from '../records.ts';
import { Stretch } from './stretch.ts';
import type { TapDirection } from './tap-addresses.ts';
import { TapAddresses } from './tap-addresses.ts';

/** Frames wait this long for those of other interfaces that were sent before them: tcpdump hands on after a second. */
const HOLD_MILLISECONDS = 1200;
/** Beyond so many bytes nothing waits any longer. */
const MOST_HELD = 32 * 2 ** 20;
/** Changed addresses of one sender are told this often. */
const MOST_TOLD_FORGERIES = 4;

/** What a stream of packets is about. */
export interface TapSource {
  /** Names the interface in the files. */
  label: string;
  direction: TapDirection;
  macs: readonly string[];
}

/** What was read of a stream so far. */
export interface TapCounts {
  frames: number;
  counted: number;
  /** Of the frames that count, on the wire. */
  bytes: number;
  forged: number;
}

/** Takes what streams become together. */
export interface MergeSink {
  /** A packet block `bytes[from, to)` of an interface; valid only during the call. Blocks come in the order of their times. */
  block(source: TapSource, format: CaptureInterface, bytes: Buffer, from: number, to: number, time: number): void;
  note(note: CaptureNote, source: TapSource): void;
}

interface Stream {
  source: TapSource;
  reader: PcapReader;
  format: CaptureInterface | null;
  counts: TapCounts;
  queue: Stretch[];
  filling: Stretch | null;
  isOver: boolean;
  toldForgeries: Set<string>;
}

/**
 * Brings the streams of many interfaces together into one, in order of time, each frame once. Answers reach us
 * on another stream than their questions, often before them: so frames are held for a moment.
 */
export class TapMerge {
  readonly #sink: MergeSink;
  readonly #addresses = new TapAddresses();
  readonly #streams = new Map<number, Stream>();
  #held = 0;

  constructor(sink: MergeSink) {
    this.#sink = sink;
  }

  /** A stream opens. @param tap a number no stream had before */
  begin(tap: number, source: TapSource): void {
    const stream: Stream = {
      source,
      reader: this.#createReader(tap, () => stream),
      format: null,
      counts: { frames: 0, counted: 0, bytes: 0, forged: 0 },
      queue: [],
      filling: null,
      isOver: false,
      toldForgeries: new Set(),
    };
    this.#streams.set(tap, stream);
    this.#addresses.set(tap, source.direction, source.macs);
  }

  /** The addresses of a stream's VM have changed. */
  readdress(tap: number, macs: readonly string[]): void {
    const stream = this.#streams.get(tap);
    if (stream === undefined || stream.isOver) return;
    stream.source = { ...stream.source, macs };
    this.#addresses.set(tap, stream.source.direction, macs);
  }

  /** @param now milliseconds of a clock that never steps */
  push(tap: number, chunk: Uint8Array, now: number): void {
    const stream = this.#streams.get(tap);
    if (stream === undefined || stream.isOver) return;
    const filling = new Stretch(now, Math.ceil(chunk.length * 1.25) + 256);
    stream.filling = filling;
    stream.reader.push(chunk);
    stream.filling = null;
    if (filling.times.length === 0) return;
    stream.queue.push(filling);
    this.#held += filling.bytes.length;
  }

  /** A stream is over, its counts are final; what it has shown is still handed on in its turn. */
  end(tap: number): void {
    const stream = this.#streams.get(tap);
    if (stream === undefined || stream.isOver) return;
    stream.isOver = true;
    stream.reader.end();
    this.#addresses.remove(tap);
  }

  /** @returns undefined when there is no such stream */
  countsOf(tap: number): TapCounts | undefined {
    return this.#streams.get(tap)?.counts;
  }

  /** Hands on what has waited long enough, and what was sent before it. */
  release(now: number): void {
    const ripeBefore = this.#held > MOST_HELD ? Infinity : now - HOLD_MILLISECONDS;
    let horizon = -Infinity;
    for (const { queue } of this.#streams.values()) {
      for (const stretch of queue) {
        if (stretch.arrival > ripeBefore) break;
        if (stretch.latest > horizon) horizon = stretch.latest;
      }
    }
    if (horizon > -Infinity) this.#handOn(horizon);
    for (const [tap, stream] of this.#streams) {
      if (stream.isOver && stream.queue.length === 0) this.#streams.delete(tap);
    }
  }

  /** Hands on all that is left. */
  releaseAll(): void {
    this.release(Infinity);
  }

  /** Merges the queues up to a time; runs of one stream are handed on without looking at the others again. */
  #handOn(horizon: number): void {
    const waiting = [...this.#streams.values()].filter(({ queue }) => queue.length > 0);
    for (;;) {
      let first: Stream | undefined;
      let firstTime = Infinity;
      let secondTime = Infinity;
      for (const stream of waiting) {
        const time = headTime(stream);
        if (time < firstTime) {
          secondTime = firstTime;
          firstTime = time;
          first = stream;
        } else if (time < secondTime) {
          secondTime = time;
        }
      }
      if (first === undefined || firstTime > horizon) return;
      this.#handOnRun(first, Math.min(horizon, secondTime));
    }
  }

  #handOnRun(stream: Stream, until: number): void {
    const { queue, source, format } = stream;
    let stretch = queue[0];
    while (stretch !== undefined) {
      while (stretch.taken < stretch.times.length) {
        const index = stretch.taken;
        const time = stretch.times[index]!;
        if (time > until) return;
        stretch.taken += 1;
        if (format !== null)
          this.#sink.block(source, format, stretch.bytes, stretch.starts[index]!, stretch.endOf(index), time);
      }
      this.#held -= stretch.bytes.length;
      queue.shift();
      stretch = queue[0];
    }
  }

  #createReader(tap: number, streamOf: () => Stream): PcapReader {
    return new PcapReader({
      frame: (frame) => this.#take(tap, streamOf(), frame),
      layout: (_layout, [format]) => {
        streamOf().format = format ?? null;
      },
      note: (note) => {
        // A stream that is ended ends where it ends: tcpdump was stopped inside a packet.
        if (!note.code.startsWith('cut-')) this.#sink.note(note, streamOf().source);
      },
    });
  }

  #take(tap: number, stream: Stream, frame: Frame): void {
    const { counts } = stream;
    counts.frames += 1;
    const sighting = this.#addresses.judge(tap, frame);
    if (sighting === 'copy') return;
    if (sighting === 'forged') this.#noteForgery(stream, frame);
    counts.counted += 1;
    counts.bytes += frame.originalLength;
    stream.filling?.add(frame);
  }

  #noteForgery(stream: Stream, frame: Frame): void {
    stream.counts.forged += 1;
    if (stream.toldForgeries.size >= MOST_TOLD_FORGERIES) return;
    const digits = frame.bytes.toString('hex', frame.start + 6, frame.start + 12);
    const mac = digits.replaceAll(/(..)(?=.)/g, '$1:');
    if (stream.toldForgeries.has(mac)) return;
    stream.toldForgeries.add(mac);
    this.#sink.note(
      {
        code: 'forged-sender',
        text: `${stream.source.label} sent frames from ${mac}, which is not its address.`,
        offset: -1,
        count: 1,
      },
      stream.source,
    );
  }
}

function headTime(stream: Stream): number {
  const stretch = stream.queue[0];
  return stretch === undefined ? Infinity : stretch.times[stretch.taken]!;
}
