import type { TapSettings, TapStatus } from '../../live/live-capture.ts';
import type { LiveReply } from '../../live/live-messages.ts';
import { muxKind } from '../../live/mux.ts';
import { CaptureProcess, type CaptureProcessState } from './capture-process.ts';

/** What a tap writes to. */
export interface TapOutlet {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** @returns a number no stream had before */
  nextStream(): number;
  write(kind: number, stream: number, payload: Uint8Array): void;
  tell(status: TapStatus): void;
}

type Direction = 'in' | 'out' | 'both';
type Counts = Pick<TapStatus, 'frames' | 'counted' | 'bytes' | 'forged'>;

/** One command of a tap, and its newest stream. */
interface Strand {
  process: CaptureProcess;
  /** -1 while nothing came yet. */
  stream: number;
  state: CaptureProcessState;
  dropped: number;
}

const nothing: Counts = { frames: 0, counted: 0, bytes: 0, forged: 0 };
/** Streams that may still be told of. */
const mostStreams = 8;
const order = ['waiting', 'starting', 'running', 'ended'] as const;

/** An interface that is captured: one command, or one for each direction, and what came of them over all restarts. */
export class Tap {
  settings: TapSettings;
  private readonly outlet: TapOutlet;
  private readonly strands: Strand[];
  /** What was told of its streams: of the latest each, of those before them together. */
  private readonly told = new Map<number, Counts>();
  private past: Counts = nothing;
  private last = '';

  constructor(settings: TapSettings, outlet: TapOutlet) {
    this.settings = settings;
    this.outlet = outlet;
    const isApart = settings.kind === 'packets' && settings.directions === 'apart';
    this.strands = (isApart ? (['in', 'out'] as const) : (['both'] as const)).map((direction) => this.spin(direction));
    for (const { process } of this.strands) process.start();
  }

  /** Takes other addresses or another label; another command needs another tap. */
  update(settings: TapSettings): void {
    const isSame = settings.macs.join() === this.settings.macs.join();
    this.settings = settings;
    if (isSame) return;
    const addresses = Buffer.from(JSON.stringify(settings.macs));
    for (const { stream } of this.strands) {
      if (stream >= 0) this.outlet.write(muxKind.addresses, stream, addresses);
    }
  }

  /** The child tells how much it has read of a stream. @returns whether the stream is of this tap */
  count(reply: Extract<LiveReply, { type: 'live-stream' }>): boolean {
    if (!this.told.has(reply.stream)) return false;
    const { frames, counted, bytes, forged } = reply;
    this.told.set(reply.stream, { frames, counted, bytes, forged });
    this.tell();
    return true;
  }

  pause(): void {
    for (const { process } of this.strands) process.pause();
  }

  resume(): void {
    for (const { process } of this.strands) process.resume();
  }

  /** Starts its streams anew, for a child that has not seen their beginning. */
  restart(): void {
    for (const { process } of this.strands) process.restart();
  }

  async stop(): Promise<void> {
    await Promise.all(this.strands.map(({ process }) => process.stop()));
  }

  private spin(direction: Direction): Strand {
    const { kind, command } = this.settings;
    // By option: as a filter (`inbound`), libpcap loses the packets of the first round of its ring.
    const words = direction === 'both' ? command : [...command, '-Q', direction];
    const state: CaptureProcessState = { state: 'starting', reason: '', retryAt: null };
    const strand = { stream: -1, state, dropped: 0 };
    const process = new CaptureProcess(words, kind === 'conntrack', this.outlet.now, {
      begin: () => {
        const { label, macs } = this.settings;
        strand.stream = this.outlet.nextStream();
        this.remember(strand.stream);
        this.outlet.write(muxKind.begin, strand.stream, Buffer.from(JSON.stringify({ kind, label, direction, macs })));
      },
      bytes: (chunk) => this.outlet.write(muxKind.bytes, strand.stream, chunk),
      end: () => this.outlet.write(muxKind.end, strand.stream, Buffer.alloc(0)),
      state: (next) => {
        strand.state = next;
        this.tell();
      },
      dropped: (count) => {
        strand.dropped = count;
        this.tell();
      },
    });
    return Object.assign(strand, { process });
  }

  private remember(stream: number): void {
    this.told.set(stream, nothing);
    const [oldest] = this.told;
    if (this.told.size <= mostStreams || oldest === undefined) return;
    this.past = add(this.past, oldest[1]);
    this.told.delete(oldest[0]);
  }

  private tell(): void {
    const { state } = this.strands.toSorted((a, b) => order.indexOf(a.state.state) - order.indexOf(b.state.state))[0]!;
    let counts = this.past;
    for (const told of this.told.values()) counts = add(counts, told);
    const status: TapStatus = {
      id: this.settings.id,
      state: state.state,
      reason: state.reason,
      retryAt: state.retryAt === null ? null : state.retryAt * 1000,
      ...counts,
      // A command for one direction loses frames of both: together they miss no more than the one that lost most.
      dropped: Math.max(...this.strands.map(({ dropped }) => dropped)),
    };
    const text = JSON.stringify(status);
    if (text === this.last) return;
    this.last = text;
    this.outlet.tell(status);
  }
}

function add(a: Counts, b: Counts): Counts {
  return {
    frames: a.frames + b.frames,
    counted: a.counted + b.counted,
    bytes: a.bytes + b.bytes,
    forged: a.forged + b.forged,
  };
}
