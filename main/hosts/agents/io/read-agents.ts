import { createReadStream } from 'node:fs';
import { muxKind, MuxReader } from '../../../captures/live/mux.ts';
import type { AgentBeginning, AgentReply, AgentsRequest } from '../agent-told.ts';
import { AgentLine } from './agent-line.ts';

const pieceBytes = 256 * 1024;
/** Milliseconds between two times at which what agents said is told. */
const tellEvery = 250;
const aliveEvery = 1000;

/** Where the child tells what it read; see the parser's own output. */
interface ReplyOutput {
  reply(reply: AgentReply): void;
  settle(): Promise<void>;
}

/** Reads what agents say until the pipe closes. This is the parsing child: nothing hostile is read elsewhere. */
export async function readAgents(request: AgentsRequest, output: ReplyOutput): Promise<void> {
  const reading = new AgentReading((reply) => output.reply(reply));
  const telling = setInterval(() => reading.tell(), tellEvery);
  const living = setInterval(() => output.reply({ type: 'agent-alive' }), aliveEvery);
  try {
    const pipe = createReadStream('', { fd: request.pipe, autoClose: false, highWaterMark: pieceBytes });
    for await (const piece of pipe) {
      reading.push(piece as Buffer);
      await output.settle();
    }
  } finally {
    clearInterval(telling);
    clearInterval(living);
  }
  reading.tell();
}

class AgentReading {
  private readonly reply: (reply: AgentReply) => void;
  private readonly mux: MuxReader;
  private readonly lines = new Map<number, AgentLine>();

  constructor(reply: (reply: AgentReply) => void) {
    this.reply = reply;
    this.mux = new MuxReader((kind, stream, payload) => this.take(kind, stream, payload));
  }

  push(piece: Uint8Array): void {
    this.mux.push(piece);
  }

  /** Tells what every agent said since the last. */
  tell(): void {
    for (const line of this.lines.values()) this.tellLine(line);
  }

  private tellLine(line: AgentLine): void {
    const told = line.tell(performance.now());
    if (told !== null) this.reply(told);
  }

  private take(kind: number, stream: number, payload: Uint8Array): void {
    switch (kind) {
      case muxKind.begin: {
        // The engine's own words: it is the child that is not trusted, not the other way round.
        const { machine } = JSON.parse(Buffer.from(payload).toString('utf8')) as AgentBeginning;
        this.lines.set(stream, new AgentLine(stream, machine));
        break;
      }
      case muxKind.bytes: {
        const line = this.lines.get(stream);
        if (line === undefined) return;
        this.reply({ type: 'agent-turn', stream });
        line.push(payload, Date.now() * 1000);
        if (line.isDue) this.tellLine(line);
        break;
      }
      case muxKind.end: {
        const line = this.lines.get(stream);
        if (line !== undefined) this.tellLine(line);
        this.lines.delete(stream);
        break;
      }
    }
  }
}
