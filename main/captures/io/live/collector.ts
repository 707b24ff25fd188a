import { createSocket, type Socket } from 'node:dgram';
import type { CollectorSettings, TapStatus } from '../../live/live-capture.ts';
import type { LiveReply } from '../../live/live-messages.ts';
import { packDatagram } from '../../live/datagram.ts';
import { muxKind } from '../../live/mux.ts';
import type { TapOutlet } from './tap.ts';

/** Milliseconds before a port that could not be had is tried again. */
const retryAfter = 10_000;
/** The kernel may hold so much while we are busy. */
const bufferBytes = 4 << 20;

/** A port that datagrams come to; they go on unread. */
export class Collector {
  readonly settings: CollectorSettings;
  private readonly outlet: TapOutlet;
  private socket: Socket | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stream = -1;
  private isFull = false;
  /** Datagrams that came while the pipe was full. */
  private refused = 0;
  private status: TapStatus;
  /** Counts of streams that are over. */
  private past = { frames: 0, counted: 0, bytes: 0, lost: 0 };
  private lost = 0;

  constructor(settings: CollectorSettings, outlet: TapOutlet) {
    this.settings = settings;
    this.outlet = outlet;
    this.status = {
      id: settings.id,
      state: 'starting',
      reason: '',
      retryAt: null,
      frames: 0,
      counted: 0,
      bytes: 0,
      dropped: 0,
      forged: 0,
    };
    this.open();
  }

  pause(): void {
    this.isFull = true;
  }

  resume(): void {
    this.isFull = false;
  }

  /** Begins its stream again, for a child that has not seen its beginning. */
  restart(): void {
    this.resume();
    if (this.socket !== null) this.begin();
  }

  /** @returns whether the stream is of this collector */
  count({ stream, frames, counted, bytes, lost }: Extract<LiveReply, { type: 'live-stream' }>): boolean {
    if (stream !== this.stream) return false;
    const { past } = this;
    this.lost = past.lost + lost;
    this.tell({
      frames: past.frames + frames,
      counted: past.counted + counted,
      bytes: past.bytes + bytes,
      dropped: this.lost + this.refused,
    });
    return true;
  }

  stop(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.socket?.close();
    if (this.socket !== null) this.outlet.write(muxKind.end, this.stream, Buffer.alloc(0));
    this.socket = null;
    this.tell({ state: 'ended', reason: '', retryAt: null });
    return Promise.resolve();
  }

  private open(): void {
    const { address, port } = this.settings;
    const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', recvBufferSize: bufferBytes });
    socket.on('message', (bytes, sender) => {
      if (this.isFull) this.refused += 1;
      else
        this.outlet.write(
          muxKind.bytes,
          this.stream,
          packDatagram({ source: sender.address, time: this.outlet.now(), bytes }),
        );
    });
    socket.on('listening', () => {
      this.socket = socket;
      this.begin();
      this.tell({ state: 'running', reason: '', retryAt: null });
    });
    socket.on('error', (problem: NodeJS.ErrnoException) => {
      socket.close();
      this.socket = null;
      const reason = `Port ${port} of ${address} cannot be listened on: ${explain(problem)}.`;
      this.tell({ state: 'waiting', reason, retryAt: (this.outlet.now() + retryAfter) * 1000 });
      this.timer = setTimeout(() => this.open(), retryAfter);
      this.timer.unref();
    });
    socket.bind({ address, port, exclusive: true });
  }

  private begin(): void {
    const { frames, counted, bytes } = this.status;
    this.past = { frames, counted, bytes, lost: this.lost };
    const label = `${this.settings.address}:${this.settings.port}`;
    this.stream = this.outlet.nextStream();
    const beginning = { kind: 'datagrams', label, direction: 'both', macs: [] };
    this.outlet.write(muxKind.begin, this.stream, Buffer.from(JSON.stringify(beginning)));
  }

  private tell(change: Partial<TapStatus>): void {
    this.status = { ...this.status, ...change };
    this.outlet.tell(this.status);
  }
}

function explain({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return 'another program has it';
  if (code === 'EACCES') return 'that needs root';
  if (code === 'EADDRNOTAVAIL') return 'this machine has no such address';
  return message;
}
