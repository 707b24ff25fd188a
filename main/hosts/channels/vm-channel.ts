import type { AgentClosing } from '../agents/agent-wire.ts';
import { backOff } from '../watch/back-off.ts';
import type { ChannelLimits } from './channel-limits.ts';
import { type ChannelVm, type GuestLine, LineError, type OpenGuestLine } from './guest-line.ts';
import { TokenBucket } from './token-bucket.ts';

/** A channel that lasted so long starts the waits anew, milliseconds. */
const PROVEN = 10_000;

/** What is told of a channel, in order. */
export interface ChannelSink {
  opened(uuid: string, how: string): void;
  bytes(uuid: string, chunk: Uint8Array): void;
  closed(uuid: string, why: AgentClosing, detail: string): void;
}

/** What a channel is given. */
export interface VmChannelParts {
  open: OpenGuestLine;
  sink: ChannelSink;
  limits: ChannelLimits;
  /** Milliseconds of a clock that never steps back. */
  now: () => number;
  random: () => number;
}

interface Ending {
  why: AgentClosing;
  detail: string;
  /** Milliseconds until it is opened again; null for the usual wait. */
  wait: number | null;
}

/** The channel to one VM's agent, kept open until it is stopped: opens it, measures it, closes it, tries again. */
export class VmChannel {
  readonly #vm: ChannelVm;
  readonly #parts: VmChannelParts;
  readonly #stopping = new AbortController();
  /** Resolves when nothing of it is left. */
  readonly done: Promise<void>;
  #line: GuestLine | null = null;
  /** Ends the line that is open, for a reason of ours. */
  #end: (ending: Ending) => void = () => {};
  #attempt = 0;
  #flood: number;
  #pieces: Uint8Array[] = [];
  #unproven = 0;
  #unprovenBytes = 0;
  #failure = '';

  /** @param after what must have ended before: a guest has one channel at a time */
  constructor(vm: ChannelVm, parts: VmChannelParts, after: Promise<void> = Promise.resolve()) {
    this.#vm = vm;
    this.#parts = parts;
    this.#flood = parts.limits.shortestFlood;
    this.done = after.then(() => this.#live());
  }

  /** Sends to the guest; without effect while it is not open. */
  send(bytes: Uint8Array): void {
    if (this.#line === null) return;
    const { mostUnproven, mostUnprovenBytes } = this.#parts.limits;
    this.#unproven += 1;
    this.#unprovenBytes += bytes.length;
    if (this.#line.shared && (this.#unproven > mostUnproven || this.#unprovenBytes > mostUnprovenBytes)) {
      const detail = 'The guest did not show that it reads what it is told; the channel is opened anew.';
      return this.#end({ why: 'dropped', detail, wait: null });
    }
    this.#line.write(bytes);
  }

  /** The guest has read what was sent to it. */
  proven(): void {
    this.#unproven = 0;
    this.#unprovenBytes = 0;
  }

  /** Closes it, and opens it again after so many milliseconds; without effect while it is not open. */
  drop(detail: string, wait: number): void {
    this.#end({ why: 'dropped', detail, wait });
  }

  /** Tells what was read since the last time, as one piece. */
  flush(): void {
    const [first, ...more] = this.#pieces;
    if (first === undefined) return;
    this.#pieces = [];
    this.#parts.sink.bytes(this.#vm.uuid, more.length === 0 ? first : join([first, ...more]));
  }

  /** Ends it for good; resolves when nothing is left. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#end({ why: 'ended', detail: '', wait: 0 });
    await this.done;
  }

  async #live(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const began = this.#parts.now();
      const ending = await this.#tryOnce();
      const lasted = this.#parts.now() - began;
      if (signal.aborted) return;
      await this.#rest(ending.wait ?? this.#waitAfter(lasted));
    }
  }

  /** One line, from knocking to its end. */
  async #tryOnce(): Promise<Ending> {
    const { open, sink } = this.#parts;
    const { signal } = this.#stopping;
    let line: GuestLine;
    try {
      line = await open(this.#vm, signal);
    } catch (thrown) {
      const ending = endingOf(thrown);
      // The same again is no news.
      if (!signal.aborted && ending.detail !== this.#failure) sink.closed(this.#vm.uuid, ending.why, ending.detail);
      this.#failure = ending.detail;
      return ending;
    }
    if (signal.aborted) {
      line.close();
      return { why: 'ended', detail: '', wait: 0 };
    }
    this.#failure = '';
    this.proven();
    this.#line = line;
    sink.opened(this.#vm.uuid, line.how);
    const began = this.#parts.now();
    const ending = await this.#read(line);
    if (ending.why === 'flooding') this.#punish(ending, this.#parts.now() - began);
    this.#line = null;
    this.#end = () => {};
    line.close();
    this.flush();
    sink.closed(this.#vm.uuid, ending.why, ending.detail);
    return ending;
  }

  async #read(line: GuestLine): Promise<Ending> {
    const asked = new Promise<Ending>((resolve) => {
      let over = false;
      this.#end = (ending) => {
        if (over) return;
        over = true;
        resolve(ending);
        // Nothing is read any more: a read that waits ends with the line.
        line.close();
      };
    });
    return Promise.race([asked, this.#readAll(line)]);
  }

  async #readAll(line: GuestLine): Promise<Ending> {
    const { limits, now } = this.#parts;
    const bytesLeft = new TokenBucket(limits.rate, limits.burst, now());
    const messagesLeft = new TokenBucket(limits.messageRate, limits.messageBurst, now());
    try {
      for (;;) {
        const bytes = await line.read();
        // One that was ended by us may still have had something to say.
        if (this.#line !== line) return { why: 'ended', detail: '', wait: null };
        if (bytes === null) return { why: 'ended', detail: 'The channel ended.', wait: null };
        const time = now();
        const isMeet = messagesLeft.take(1, time) && bytesLeft.take(bytes.length, time);
        if (!isMeet) return { why: 'flooding', detail: '', wait: null };
        this.#pieces.push(bytes);
      }
    } catch (thrown) {
      return endingOf(thrown);
    }
  }

  /** How long a flood closes the channel. */
  #punish(ending: Ending, lasted: number): void {
    const { rate, messageRate, quiet, shortestFlood, longestFlood } = this.#parts.limits;
    if (lasted > quiet) this.#flood = shortestFlood;
    ending.wait = this.#flood;
    ending.detail = `It tells more than ${Math.round(rate / 1024)} KiB or ${messageRate} messages a second: its channel is closed for ${this.#flood / 1000} s.`;
    this.#flood = Math.min(longestFlood, this.#flood * 2);
  }

  #waitAfter(lasted: number): number {
    this.#attempt = lasted > PROVEN ? 1 : this.#attempt + 1;
    return backOff(this.#attempt, this.#parts.limits.longestWait, this.#parts.random());
  }

  async #rest(milliseconds: number): Promise<void> {
    const { signal } = this.#stopping;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    });
  }
}

/** @throws what is no end of a line */
function endingOf(thrown: unknown): Ending {
  if (!(thrown instanceof LineError)) throw thrown;
  return { why: thrown.why, detail: thrown.message, wait: null };
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
