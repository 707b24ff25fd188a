import type { Duplex } from 'node:stream';
import type { CallOptions, Closed, ConnectionCounts } from './connection.ts';
import { decodeError } from './decode-error.ts';
import { type Frame, FrameReader, MESSAGE, PROGRAM, STATUS, encodeFrame } from './frame.ts';
import { Heartbeat } from './heartbeat.ts';
import type { LibvirtError } from './libvirt-error.ts';
import { type Procedure, type ProcedureArgs, type ProcedureName, type ProcedureResult } from './protocol/procedures.ts';
import { PROCEDURES } from './protocol/procedures.ts';
import { StreamChannel } from './stream-channel.ts';
import { TransportError } from './transport-error.ts';
import { XdrError } from './xdr/xdr-error.ts';
import { XdrReader } from './xdr/xdr-reader.ts';
import { XdrWriter } from './xdr/xdr-writer.ts';

const VERSION = 1;
const PING = 1;
const PONG = 2;
/** Unread bytes of streams at which the socket is left alone. */
const MOST_UNREAD = 2 ** 20;
/** Milliseconds the other side has to end its half. */
const FAREWELL = 250;

interface Waiting {
  procedure: ProcedureName;
  settle(body: Buffer): void;
  fail(error: Error): void;
}

/** What a channel is given besides its socket. Times in milliseconds. */
interface ChannelOptions {
  /** Names the other side in errors. */
  host: string;
  timeout: number;
  keepalive: { interval: number; count: number };
  /** Takes messages that answer no call; says whether it knew what to do with it. */
  onEvent(procedure: number, body: Buffer): boolean;
  /** Puts the end of the socket into words. */
  explain(error: Error | null): TransportError;
}

/** Calls, streams and keepalive over one socket; knows no meaning of any call. */
export class RpcChannel {
  readonly counts: ConnectionCounts = {
    calls: 0,
    lateAnswers: 0,
    unknownMessages: 0,
    damagedEvents: 0,
    bytesIn: 0,
    bytesOut: 0,
  };
  readonly closed: Promise<Closed>;
  readonly #socket: Duplex;
  readonly #options: ChannelOptions;
  readonly #frames = new FrameReader();
  readonly #waiting = new Map<number, Waiting>();
  readonly #streams = new Map<number, StreamChannel>();
  #serial = 0;
  #unread = 0;
  #ended: Closed | null = null;
  #heartbeat: Heartbeat | null = null;
  #resolveClosed: (closed: Closed) => void = () => undefined;

  constructor(socket: Duplex, options: ChannelOptions) {
    this.#socket = socket;
    this.#options = options;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    socket.on('data', (piece: Buffer) => this.#take(piece));
    let failure: Error | null = null;
    socket.on('error', (error: Error) => {
      failure = error;
    });
    socket.on('end', () => this.#end({ error: this.#options.explain(failure) }));
    socket.on('close', () => this.#end({ error: this.#options.explain(failure) }));
    if (socket.destroyed) this.#end({ error: this.#options.explain(null) });
  }

  /** Begins to ask whether the other side is there. */
  keepAlive(): void {
    const { host, keepalive } = this.#options;
    if (keepalive.interval <= 0 || this.#ended) return;
    this.#heartbeat = new Heartbeat(keepalive.interval, keepalive.count, {
      received: () => this.counts.bytesIn,
      isHeld: () => this.#socket.isPaused(),
      ask: () => this.#keepalive(PING),
      lose: () => {
        const words = `${host} fell silent: see whether it runs and the network between is up.`;
        void this.close(new TransportError('timeout', words, `${keepalive.count} keepalives without answer`));
      },
    });
  }

  /** Makes a call; see `Connection.call`. `settled` runs before anything that follows the answer on the wire is read. */
  call<P extends ProcedureName>(
    name: P,
    args: ProcedureArgs<P>,
    options: CallOptions = {},
    settled: (result: ProcedureResult<P>, serial: number) => void = () => undefined,
  ): Promise<ProcedureResult<P>> {
    const {
      program,
      number,
      args: argsCodec,
      result: resultCodec,
    } = PROCEDURES[name] as unknown as Procedure<ProcedureArgs<P>, ProcedureResult<P>>;
    return new Promise((resolve, reject) => {
      const writer = new XdrWriter();
      argsCodec.write(writer, args);
      if (this.#ended) return reject(this.#gone());
      const { signal, deadline = this.#options.timeout } = options;
      if (signal?.aborted) return reject(signal.reason as Error);
      const serial = this.#nextSerial();
      const release = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abandon);
        this.#waiting.delete(serial);
      };
      const fail = (error: Error): void => {
        release();
        reject(error);
      };
      const abandon = (): void => fail(signal?.reason as Error);
      const timer = setTimeout(
        () =>
          fail(
            new TransportError(
              'timeout',
              `${this.#options.host} did not answer within ${deadline} ms: see whether a VM or the daemon hangs there.`,
              name,
            ),
          ),
        deadline,
      );
      signal?.addEventListener('abort', abandon, { once: true });
      this.#waiting.set(serial, {
        procedure: name,
        fail,
        settle: (body) => {
          release();
          try {
            const result = resultCodec.read(new XdrReader(body));
            settled(result, serial);
            resolve(result);
          } catch (error) {
            reject(this.#damaged(error, name));
          }
        },
      });
      this.counts.calls++;
      const frame = this.#frame(number, MESSAGE.call, serial, STATUS.ok, writer.finish());
      this.#send(encodeFrame({ ...frame, program }));
    });
  }

  /** A stream on the serial of the call that opened it. Only from within `settled`. */
  openStream(name: ProcedureName, serial: number): StreamChannel {
    const { number } = PROCEDURES[name];
    const stream = new StreamChannel({
      send: (status, body) =>
        new Promise((resolve, reject) => {
          if (this.#ended) return reject(this.#gone());
          const bytes = encodeFrame(this.#frame(number, MESSAGE.stream, serial, status, body));
          this.counts.bytesOut += bytes.length;
          this.#socket.write(bytes, (error) => (error ? reject(this.#gone()) : resolve()));
        }),
      unread: (change) => this.#hold(change),
      release: () => this.#streams.delete(serial),
    });
    this.#streams.set(serial, stream);
    return stream;
  }

  /** Ends the channel; resolves when the socket is gone. */
  async close(error: TransportError | null = null): Promise<void> {
    this.#end({ error });
    if (this.#socket.closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#socket.destroy(), FAREWELL);
      this.#socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      // Read on to the end, or it would never be seen.
      this.#socket.resume();
    });
  }

  #take(piece: Buffer): void {
    this.counts.bytesIn += piece.length;
    if (this.#ended) return;
    try {
      this.#frames.push(piece, (frame) => {
        if (!this.#ended) this.#handle(frame);
      });
    } catch (error) {
      if (!(error instanceof XdrError)) throw error;
      this.#breakOff(error.message);
    }
  }

  #handle(frame: Frame): void {
    if (frame.program === PROGRAM.keepalive) return this.#answerKeepalive(frame);
    if (frame.type === MESSAGE.reply) return this.#settle(frame);
    if (frame.type === MESSAGE.stream) return this.#feed(frame);
    if (frame.type === MESSAGE.event && frame.program === PROGRAM.remote) {
      try {
        if (!this.#options.onEvent(frame.procedure, frame.body)) this.counts.unknownMessages++;
      } catch (error) {
        if (!(error instanceof XdrError)) throw error;
        this.counts.damagedEvents++;
      }
      return;
    }
    this.counts.unknownMessages++;
  }

  #settle(frame: Frame): void {
    const waiting = this.#waiting.get(frame.serial);
    if (!waiting) {
      if (frame.serial === 0 || frame.serial > this.#serial) return this.#breakOff(`an answer to call ${frame.serial}`);
      this.counts.lateAnswers++;
      return;
    }
    // A daemon that knows neither program nor procedure may answer under another number.
    if (frame.status === STATUS.error) return waiting.fail(this.#readError(frame.body, waiting.procedure));
    const { program, number } = PROCEDURES[waiting.procedure];
    if (frame.program !== program || frame.procedure !== number)
      return this.#breakOff(`an answer of procedure ${frame.procedure} to ${waiting.procedure}`);
    if (frame.status !== STATUS.ok) return this.#breakOff(`an answer of status ${frame.status}`);
    waiting.settle(frame.body);
  }

  #feed(frame: Frame): void {
    const stream = this.#streams.get(frame.serial);
    if (!stream) this.counts.lateAnswers++;
    else if (frame.status === STATUS.continue) stream.take(frame.body);
    else if (frame.status === STATUS.ok) stream.confirm();
    else stream.fail(this.#readError(frame.body, 'stream'));
  }

  #readError(body: Buffer, name: string): LibvirtError | TransportError {
    try {
      return decodeError(body);
    } catch (error) {
      return this.#damaged(error, name);
    }
  }

  /** Only what could not be read is an answer of the other side; anything else is a defect of ours. */
  #damaged(error: unknown, name: string): TransportError {
    if (!(error instanceof XdrError)) throw error;
    return new TransportError(
      'protocol',
      `${this.#options.host} answered something that is not libvirt's protocol: check that the address is a libvirt daemon's.`,
      `${name}: ${error.message}`,
    );
  }

  #breakOff(detail: string): void {
    void this.close(this.#damaged(new XdrError(detail), 'frame'));
  }

  #answerKeepalive(frame: Frame): void {
    if (frame.procedure === PING) this.#keepalive(PONG);
    else if (frame.procedure !== PONG) this.counts.unknownMessages++;
  }

  #keepalive(procedure: number): void {
    const empty = Buffer.alloc(0);
    this.#send(
      encodeFrame({ ...this.#frame(procedure, MESSAGE.event, 0, STATUS.ok, empty), program: PROGRAM.keepalive }),
    );
  }

  #hold(change: number): void {
    this.#unread += change;
    if (this.#unread > MOST_UNREAD) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #send(bytes: Buffer): void {
    this.counts.bytesOut += bytes.length;
    this.#socket.write(bytes);
  }

  #frame(procedure: number, type: number, serial: number, status: number, body: Buffer): Frame {
    return { program: PROGRAM.remote, version: VERSION, procedure, type, serial, status, body };
  }

  #nextSerial(): number {
    // 32 bits are enough for 13 years of ten calls a second; a connection seldom lives that long.
    this.#serial += 1;
    return this.#serial;
  }

  #gone(): TransportError {
    return (
      this.#ended?.error ??
      new TransportError('unreachable', `The connection to ${this.#options.host} was closed: connect again.`)
    );
  }

  #end(closed: Closed): void {
    if (this.#ended) return;
    this.#ended = closed;
    this.#heartbeat?.stop();
    const error = this.#gone();
    for (const waiting of this.#waiting.values()) waiting.fail(error);
    for (const stream of this.#streams.values()) stream.fail(error);
    this.#socket.end();
    this.#resolveClosed(closed);
  }
}
