import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { frameKind } from '../../frames.ts';
import { type LiveReply, liveReplySchema } from '../../live/live-messages.ts';
import { packMuxHeader } from '../../live/mux.ts';
import { parserReplySchema } from '../../parser-messages.ts';
import type { ParserSink } from '../../parser-port.ts';
import { type ParserChild, startParserChild } from '../parser-child.ts';
import type { ParserProgram } from '../parser-process.ts';
import { createWireReader } from '../read-wire.ts';

/** Descriptor of the pipe in the child; the files of the ring follow. */
const pipeDescriptor = 3;
/** Packet numbers that a child which died may have used without telling. */
const untold = 1_000_000;
/** Looks at whether it says something, within the longest silence. */
const looks = 6;

/** What live capture writes into. */
export interface LiveChildParts {
  program: ParserProgram;
  ring: readonly string[];
  fileBytes: number;
  /** What earlier runs have told: numbers go on behind it. */
  before: { generation: number; flows: number; packets: number };
  /** Milliseconds after which a child that says nothing is ended. */
  longestSilence: number;
  sink: ParserSink;
  onReply(reply: LiveReply): void;
  /** The pipe takes again what it could not take. */
  onDrain(): void;
}

/**
 * The parsing child of live capture, over the children's lives: a new one goes on with the ids and numbers of the one
 * before.
 */
export class LiveChild {
  private readonly parts: LiveChildParts;
  private readonly series = `mien ${randomBytes(8).toString('hex')}`;
  private child: ParserChild | null = null;
  private pipe: Writable | null = null;
  /** It has said something since somebody last looked. */
  private isHeard = true;
  private flows: number;
  private packets: number;
  private generation: number;

  constructor(parts: LiveChildParts) {
    this.parts = parts;
    this.generation = parts.before.generation;
    this.flows = parts.before.flows;
    this.packets = parts.before.packets;
  }

  /** @returns what resolves when the child has told all, and rejects when it died */
  async start(): Promise<{ ended: Promise<void> }> {
    const { program, ring, sink } = this.parts;
    const wire = createWireReader({
      flow: (told, detail) => {
        if (told.id > this.flows) this.flows = told.id;
        sink.flow(told, detail);
      },
      record: (told, detail) => sink.record(told, detail),
      segment: (segment, detail) => sink.segment(segment, detail),
      reply: (reply) => sink.reply(reply),
      pause: () => sink.pause(),
    });
    const child = await startParserChild(
      program,
      ['pipe', ...ring.map((path) => ({ path, flags: existsSync(path) ? ('r+' as const) : ('w+' as const) }))],
      (kind, payload) => {
        if (kind === frameKind.wire) wire(payload);
        else this.takeReply(payload);
      },
      () => {
        this.isHeard = true;
        sink.pause();
      },
    );
    this.child = child;
    this.watch(child);
    this.pipe = child.process.stdio[pipeDescriptor] as Writable;
    this.pipe.on('drain', () => this.parts.onDrain());
    // A child that dies closes the pipe; its end is told where it is waited for.
    this.pipe.on('error', () => {});
    child.ask({
      op: 'live',
      pipe: pipeDescriptor,
      ring: ring.map((_path, index) => pipeDescriptor + 1 + index),
      fileBytes: this.parts.fileBytes,
      series: this.series,
      generation: this.generation + 1,
      before: { flows: this.flows, packets: this.packets },
    });
    return { ended: child.ended };
  }

  /** @returns false when the pipe is full: nothing more should be written until it drains */
  write(kind: number, stream: number, payload: Uint8Array): boolean {
    const { pipe } = this;
    if (pipe === null || pipe.destroyed) return true;
    pipe.cork();
    pipe.write(packMuxHeader(kind, stream, payload.length));
    const goesOn = pipe.write(payload);
    process.nextTick(() => pipe.uncork());
    return goesOn;
  }

  /** No more comes: the child tells all and ends. */
  finish(): void {
    this.pipe?.end();
  }

  kill(): void {
    this.child?.process.kill('SIGKILL');
  }

  /** Ends a child that hangs. What stops us stops the looks as well, so that they are counted, not the time. */
  private watch(child: ParserChild): void {
    let silentLooks = 0;
    const timer = setInterval(() => {
      silentLooks = this.isHeard ? 0 : silentLooks + 1;
      this.isHeard = false;
      if (silentLooks >= looks) child.process.kill('SIGKILL');
    }, this.parts.longestSilence / looks);
    timer.unref();
    child.process.on('close', () => clearInterval(timer));
  }

  private takeReply(payload: Uint8Array): void {
    const message: unknown = JSON.parse(
      Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8'),
    );
    const live = liveReplySchema.safeParse(message);
    if (live.success) {
      if (live.data.type === 'live-file') this.generation = Math.max(this.generation, live.data.generation);
      this.parts.onReply(live.data);
      return;
    }
    const reply = parserReplySchema.parse(message);
    // Packets it may number before it tells so again, should it die.
    if (reply.type === 'progress') this.packets = Math.max(this.packets, reply.packets + untold);
    this.parts.sink.reply(reply);
  }
}
