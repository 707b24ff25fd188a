import type { AgentClosing } from '../agents/agent-wire.ts';
import type { GuestLine, OpenGuestLine } from './guest-line.ts';
import { LineError } from './guest-line.ts';
import type { ChannelSink } from './vm-channel.ts';

/** A line whose guest does as the test says. */
export class ScriptedLine implements GuestLine {
  readonly how = 'a script';
  readonly shared: boolean;
  readonly written: Uint8Array[] = [];
  closed = false;
  #waiting: { resolve(bytes: Uint8Array | null): void; reject(error: Error): void } | null = null;
  readonly #queue: (Uint8Array | null | LineError)[] = [];

  constructor(shared = true) {
    this.shared = shared;
  }

  /** The guest says something; null: it hangs up. */
  say(what: Uint8Array | null | LineError): void {
    this.#queue.push(what);
    this.#serve();
  }

  read(): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#serve();
    });
  }

  write(bytes: Uint8Array): void {
    this.written.push(bytes);
  }

  close(): void {
    this.closed = true;
    this.#waiting?.resolve(null);
    this.#waiting = null;
  }

  #serve(): void {
    const waiting = this.#waiting;
    if (waiting === null || this.#queue.length === 0) return;
    this.#waiting = null;
    const what = this.#queue.shift() ?? null;
    if (what instanceof LineError) waiting.reject(what);
    else waiting.resolve(what);
  }
}

/** One thing that was told of a channel. */
export type ToldOfChannel = ['opened', string] | ['bytes', string, number] | ['closed', string, AgentClosing, string];

/** Guests that are scripted, and what is told of their channels. */
export class ScriptedGuests {
  /** All lines that were opened, oldest first, by VM. */
  readonly lines = new Map<string, ScriptedLine[]>();
  readonly told: ToldOfChannel[] = [];
  /** What opening fails with; null: it works. */
  failure: LineError | null = null;
  tries = 0;

  readonly open: OpenGuestLine = async ({ uuid }) => {
    this.tries += 1;
    await Promise.resolve();
    if (this.failure !== null) throw this.failure;
    const line = new ScriptedLine();
    this.lines.set(uuid, [...(this.lines.get(uuid) ?? []), line]);
    return line;
  };

  readonly sink: ChannelSink = {
    opened: (uuid) => this.told.push(['opened', uuid]),
    bytes: (uuid, chunk) => this.told.push(['bytes', uuid, chunk.length]),
    closed: (uuid, why, detail) => this.told.push(['closed', uuid, why, detail]),
  };

  /** The line of a VM that was opened last. @throws where there is none */
  line(uuid: string): ScriptedLine {
    const line = this.lines.get(uuid)?.at(-1);
    if (line === undefined) throw new Error(`the channel of ${uuid} was never opened`);
    return line;
  }

  /** Lines that are open now. */
  openLines(): number {
    return [...this.lines.values()].flat().filter(({ closed }) => !closed).length;
  }
}
