import type { Writable } from 'node:stream';
import { frameKind } from '../../../captures/frames.ts';
import { type ParserChild, startParserChild } from '../../../captures/io/parser-child.ts';
import type { ParserProgram } from '../../../captures/io/parser-process.ts';
import { muxKind, packMuxHeader } from '../../../captures/live/mux.ts';
import type { AgentDecoder, AgentDecoderSink } from '../agent-decoder-port.ts';
import { agentReplySchema } from '../agent-told.ts';

/** Descriptor of the pipe in the child. */
const pipeDescriptor = 3;
/** Bytes of one VM that may wait for the child; what comes beyond is lost. */
const mostWaiting = 1 << 20;
/** Longest piece handed over at once: what is told of it stays small. */
const pieceBytes = 64 * 1024;
/** Milliseconds after which a child that says nothing is ended, looked at so often within it. */
const longestSilence = 6000;
const looks = 6;
/** Milliseconds before a child that died is started again: longer each time, until it lives for a while. */
const firstPause = 100;
const longestPause = 10_000;
const soundAfter = 30_000;

interface Stream {
  uuid: string;
  machine: string;
  /** Bytes handed over and not yet read; and those that wait for a child to be there. */
  waiting: number;
  held: Uint8Array[];
}

/**
 * Agents' bytes are read by a parsing child, started when the first VM opens and again when it dies. They are never looked
 * at here.
 */
export function createAgentDecoder(program: ParserProgram, sink: AgentDecoderSink): AgentDecoder {
  return new ChildDecoder(program, sink);
}

class ChildDecoder implements AgentDecoder {
  private readonly program: ParserProgram;
  private readonly sink: AgentDecoderSink;
  /** By their numbers in the pipe, which are not used twice. */
  private readonly streams = new Map<number, Stream>();
  private readonly numbers = new Map<string, number>();
  private next = 1;
  private child: ParserChild | null = null;
  private pipe: Writable | null = null;
  private isStarting = false;
  private isOver = false;
  private isHeard = true;
  /** Stream whose bytes are read now. */
  private turn: number | null = null;
  private pause = firstPause;

  constructor(program: ParserProgram, sink: AgentDecoderSink) {
    this.program = program;
    this.sink = sink;
  }

  open(uuid: string, machine: string): void {
    this.close(uuid);
    if (this.isOver) return;
    const number = this.next++;
    this.numbers.set(uuid, number);
    this.streams.set(number, { uuid, machine, waiting: 0, held: [] });
    if (this.pipe !== null) this.begin(number);
    else void this.start();
  }

  bytes(uuid: string, chunk: Uint8Array): void {
    const number = this.numbers.get(uuid);
    const stream = number === undefined ? undefined : this.streams.get(number);
    if (number === undefined || stream === undefined) return;
    if (stream.waiting + chunk.length > mostWaiting) {
      this.sink.lost(uuid, chunk.length);
      return;
    }
    stream.waiting += chunk.length;
    if (this.pipe === null) stream.held.push(chunk);
    else this.hand(number, chunk);
  }

  close(uuid: string): void {
    const number = this.numbers.get(uuid);
    if (number === undefined) return;
    this.numbers.delete(uuid);
    this.streams.delete(number);
    this.write(muxKind.end, number, new Uint8Array());
  }

  end(): void {
    this.isOver = true;
    this.streams.clear();
    this.numbers.clear();
    this.child?.process.kill('SIGKILL');
  }

  private async start(): Promise<void> {
    if (this.isStarting || this.isOver) return;
    this.isStarting = true;
    const began = performance.now();
    try {
      const child = await startParserChild(
        this.program,
        ['pipe'],
        (kind, payload) => {
          if (kind !== frameKind.json) throw new Error('not what is told of agents');
          this.take(payload);
        },
        () => {
          this.isHeard = true;
        },
      );
      this.child = child;
      const pipe = child.process.stdio[pipeDescriptor] as Writable;
      // A child that dies closes the pipe; its end is told where it is waited for.
      pipe.on('error', () => {});
      child.ask({ op: 'agents', pipe: pipeDescriptor });
      this.pipe = pipe;
      this.watch(child);
      for (const number of this.streams.keys()) this.begin(number);
      if (this.isOver) child.process.kill('SIGKILL');
      await child.ended;
    } catch {
      // How it ended matters to nobody: that it did is told below.
    }
    this.isStarting = false;
    this.over(performance.now() - began);
  }

  private over(lived: number): void {
    this.child = null;
    this.pipe = null;
    if (this.isOver) return;
    const culprit = this.turn === null ? null : (this.streams.get(this.turn)?.uuid ?? null);
    this.turn = null;
    for (const stream of this.streams.values()) {
      const held = stream.held.reduce((sum, chunk) => sum + chunk.length, 0);
      if (stream.waiting > held) this.sink.lost(stream.uuid, stream.waiting - held);
      stream.waiting = held;
    }
    this.pause = lived > soundAfter ? firstPause : Math.min(longestPause, this.pause * 2);
    this.sink.died(culprit);
    if (this.streams.size > 0) setTimeout(() => void this.start(), this.pause).unref();
  }

  /** Ends a child that hangs. What stops us stops the looks as well, so that they are counted, not the time. */
  private watch(child: ParserChild): void {
    let silentLooks = 0;
    this.isHeard = true;
    const timer = setInterval(() => {
      silentLooks = this.isHeard ? 0 : silentLooks + 1;
      this.isHeard = false;
      if (silentLooks >= looks) child.process.kill('SIGKILL');
    }, longestSilence / looks);
    timer.unref();
    child.process.on('close', () => clearInterval(timer));
  }

  private begin(number: number): void {
    const stream = this.streams.get(number);
    if (stream === undefined) return;
    this.write(muxKind.begin, number, Buffer.from(JSON.stringify({ machine: stream.machine })));
    const held = stream.held;
    stream.held = [];
    for (const chunk of held) this.hand(number, chunk);
  }

  private hand(number: number, chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += pieceBytes)
      this.write(muxKind.bytes, number, chunk.subarray(at, at + pieceBytes));
  }

  private write(kind: number, stream: number, payload: Uint8Array): void {
    const { pipe } = this;
    if (pipe === null || pipe.destroyed) return;
    pipe.cork();
    pipe.write(packMuxHeader(kind, stream, payload.length));
    if (payload.length > 0) pipe.write(payload);
    process.nextTick(() => pipe.uncork());
  }

  private take(payload: Uint8Array): void {
    const text = Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8');
    const reply = agentReplySchema.parse(JSON.parse(text));
    if (reply.type === 'agent-turn') this.turn = reply.stream;
    if (reply.type !== 'agent') return;
    const stream = this.streams.get(reply.stream);
    if (stream === undefined) return;
    stream.waiting = Math.max(0, stream.waiting - reply.consumed);
    for (const record of reply.records) if (record.kind === 'hello') stream.machine = record.hello.machine;
    this.sink.told(stream.uuid, reply);
  }
}
