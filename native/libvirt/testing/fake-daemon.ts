import { mkdtempSync, rmSync } from 'node:fs';
import { type Server, type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Frame, FrameReader, MESSAGE, PROGRAM, STATUS, encodeFrame } from '../frame.ts';
import {
  PROCEDURES,
  type Procedure,
  type ProcedureArgs,
  type ProcedureName,
  type ProcedureResult,
} from '../protocol/procedures.ts';
import { remoteError } from '../protocol/structures.ts';
import { type Codec } from '../xdr/codec.ts';
import { XdrReader } from '../xdr/xdr-reader.ts';
import { XdrWriter } from '../xdr/xdr-writer.ts';

/** One side of a connection, as the daemon's script sees it. */
export class FakeClient {
  readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Answers a call. */
  answer<P extends ProcedureName>(call: Frame, name: P, result: ProcedureResult<P>): void {
    const { result: codec } = PROCEDURES[name] as unknown as Procedure<unknown, ProcedureResult<P>>;
    this.send({ ...call, type: MESSAGE.reply, body: encode(codec, result) });
  }

  /** Answers a call with an error. */
  refuse(call: Frame, code: number, message: string, type: number = MESSAGE.reply): void {
    const body = encode(remoteError, {
      code,
      domain: 10,
      message,
      level: 2,
      dom: null,
      str1: message,
      str2: 'second',
      str3: null,
      int1: -1,
      int2: 7,
      net: null,
    });
    this.send({ ...call, type, status: STATUS.error, body });
  }

  /** Sends a message that answers nothing. */
  tell(procedure: number, body: Buffer, program: number = PROGRAM.remote): void {
    this.send({ program, version: 1, procedure, type: MESSAGE.event, serial: 0, status: STATUS.ok, body });
  }

  send(frame: Frame): void {
    this.socket.write(encodeFrame(frame));
  }
}

/** What a daemon does with a message: true if that is all. */
type Script = (frame: Frame, client: FakeClient) => boolean | undefined;

/** Daemon on a real socket that does as a script says; what the script leaves is answered soundly. */
export class FakeDaemon {
  readonly clients: FakeClient[] = [];
  readonly seen: Frame[] = [];
  script: Script;
  readonly #server: Server;
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'fake-daemon-'));

  private constructor(script: Script) {
    this.script = script;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(script: Script = () => undefined): Promise<FakeDaemon> {
    const daemon = new FakeDaemon(script);
    await new Promise<void>((resolve) => {
      daemon.#server.listen(`${daemon.#folder}/socket`, resolve);
    });
    return daemon;
  }

  get uri(): string {
    return `qemu:///system?socket=${this.#folder}/socket`;
  }

  async stop(): Promise<void> {
    for (const { socket } of this.clients) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
    rmSync(this.#folder, { recursive: true });
  }

  #serve(socket: Socket): void {
    const client = new FakeClient(socket);
    this.clients.push(client);
    const frames = new FrameReader();
    socket.on('error', () => undefined);
    socket.on('data', (piece: Buffer) =>
      frames.push(piece, (frame) => {
        this.seen.push(frame);
        if (!this.script(frame, client)) greet(frame, client);
      }),
    );
  }
}

/** Name of the call in a message. */
export function nameOf(frame: Frame): ProcedureName | null {
  if (frame.type !== MESSAGE.call) return null;
  const found = Object.entries(PROCEDURES).find(
    ([, { program, number }]) => program === frame.program && number === frame.procedure,
  );
  return (found?.[0] as ProcedureName | undefined) ?? null;
}

/** Arguments of the call in a message. */
export function argsOf<P extends ProcedureName>(frame: Frame, name: P): ProcedureArgs<P> {
  return (PROCEDURES[name] as unknown as Procedure<ProcedureArgs<P>, unknown>).args.read(new XdrReader(frame.body));
}

/** Bytes of a value. */
export function encode<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new XdrWriter();
  codec.write(writer, value);
  return Buffer.from(writer.finish());
}

function greet(frame: Frame, client: FakeClient): void {
  const name = nameOf(frame);
  if (name === 'AUTH_LIST') client.answer(frame, name, { types: [0] });
  else if (name === 'CONNECT_SUPPORTS_FEATURE') client.answer(frame, name, { supported: 1 });
  else if (name === 'CONNECT_OPEN') client.answer(frame, name, {});
  else if (name === 'CONNECT_GET_LIB_VERSION') client.answer(frame, name, { version: 9_000_001 });
  else if (name === 'CONNECT_GET_TYPE') client.answer(frame, name, { type: 'QEMU' });
  else if (name === 'CONNECT_GET_VERSION') client.answer(frame, name, { version: 7_002_000 });
  else if (name === 'CONNECT_GET_HOSTNAME') client.answer(frame, name, { hostname: 'fake' });
  else if (name === 'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY') client.answer(frame, name, { callbackID: 3 });
  else if (name === 'CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY') client.answer(frame, name, {});
  else if (name === 'CONNECT_NUM_OF_DOMAINS') client.answer(frame, name, { count: 4 });
  else if (name && frame.type === MESSAGE.call) client.refuse(frame, 39, `unknown procedure: ${frame.procedure}`);
}
