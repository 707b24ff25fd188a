import type { Live } from '../../shared/contract/live.ts';
import type { EvidenceSink, EvidenceSource } from './evidence-source.ts';
import type { ParserReply } from './parser-messages.ts';
import type { ParserPort, ParserSink, SourceFile } from './parser-port.ts';

/** Milliseconds between two moves of the play head. */
const step = 100;

/** What a replay is made with. */
export interface ReplayParts {
  /** Captures first: their places name them in the packet index. */
  captures: readonly SourceFile[];
  /** Reports of hosts and events of guests, told beside the packets of the same time. */
  others: readonly SourceFile[];
  parser: ParserPort;
  /** First and last time of the evidence, microseconds. */
  span: { from: number; to: number };
  /** Where the play head starts, microseconds; what lies before is told at once. */
  at: number;
  speed: number;
  /** Calls every so many milliseconds until the answer is called. */
  every(milliseconds: number, run: () => void): () => void;
  /** Milliseconds of a clock that never steps. */
  now(): number;
}

/**
 * The sinks of both groups of files. Those of the others start later in the session; they hold no packets, and what is
 * remarked about them is held until the captures are told: all as when all are opened.
 */
function parted(sink: EvidenceSink, captures: number): { ofCaptures: ParserSink; ofOthers: ParserSink } {
  let held: ParserReply[] | null = captures > 0 ? [] : null;
  let counted = { packets: 0, undecoded: 0 };
  return {
    ofCaptures: {
      ...sink,
      reply: (reply) => {
        sink.reply(reply);
        if (reply.type === 'progress') counted = { packets: reply.packets, undecoded: reply.undecoded };
        if (reply.type !== 'done') return;
        for (const remark of held ?? []) sink.reply(remark);
        held = null;
      },
    },
    ofOthers: {
      ...sink,
      reply: (reply) => {
        const own = 'file' in reply ? { ...reply, file: reply.file + captures } : reply;
        if (own.type === 'progress') sink.reply({ ...own, ...counted });
        else if (own.type === 'remark' && held !== null) held.push(own);
        else sink.reply(own);
      },
    },
  };
}

/** A recording that is played: the same evidence as when it is opened, told no faster than the play head moves. */
export class ReplaySource implements EvidenceSource {
  readonly #parts: ReplayParts;
  #speed: number;
  #at: number;
  #last: number;
  #readings: { goOn(until: number): void; stop(): void }[] = [];
  #stopClock: () => void = () => {};

  constructor(parts: ReplayParts) {
    this.#parts = parts;
    this.#speed = parts.speed;
    this.#at = Math.max(parts.span.from, parts.at);
    this.#last = parts.now();
  }

  files(): readonly SourceFile[] {
    return [...this.#parts.captures, ...this.#parts.others];
  }

  fileName(file: number): string {
    return this.files()[file]?.name ?? '';
  }

  live(): Live {
    const { from, to } = this.#parts.span;
    return {
      kind: 'replay',
      hosts: [],
      lastTick: null,
      answered: 0,
      running: 0,
      loss: 0,
      recording: null,
      replay: { from, to, at: this.#at, speed: this.#speed },
    };
  }

  /** Where the play head is, microseconds. */
  get at(): number {
    return this.#at;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Changes the speed, or jumps ahead; going back needs a source of its own. */
  steer(speed: number | undefined, to: number | undefined): void {
    this.#move();
    if (speed !== undefined) this.#speed = speed;
    if (to !== undefined) this.#at = Math.min(this.#parts.span.to, Math.max(this.#at, to));
    for (const reading of this.#readings) reading.goOn(this.#at);
  }

  read(sink: EvidenceSink): { done: Promise<void>; stop(): void } {
    const { captures, others, parser } = this.#parts;
    const { ofCaptures, ofOthers } = parted(sink, captures.length);
    const readings = [
      ...(captures.length > 0 ? [parser.read(captures, ofCaptures, this.#at)] : []),
      ...(others.length > 0 ? [parser.read(others, ofOthers, this.#at)] : []),
    ];
    this.#readings = readings;
    this.#last = this.#parts.now();
    this.#stopClock = this.#parts.every(step, () => {
      this.#move();
      for (const reading of this.#readings) reading.goOn(this.#at);
      sink.pause();
    });
    const done = Promise.all(readings.map((reading) => reading.done)).then(() => this.#stopClock());
    return {
      done,
      stop: () => {
        this.#stopClock();
        for (const reading of readings) reading.stop();
      },
    };
  }

  packets(file: number, index: readonly Uint8Array[], describe: boolean): ReturnType<EvidenceSource['packets']> {
    return this.#parts.parser.packets(this.files(), file, index, describe);
  }

  close(): void {
    this.#stopClock();
    this.#parts.parser.close();
  }

  #move(): void {
    const now = this.#parts.now();
    this.#at = Math.min(this.#parts.span.to + 1, this.#at + (now - this.#last) * 1000 * this.#speed);
    this.#last = now;
  }
}
