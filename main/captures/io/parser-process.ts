import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { ParserPort, ParserSink, SourceFile } from '../parser-port.ts';
import { frameKind, FrameReader } from '../frames.ts';
import {
  type ParserFile,
  type ParserPacket,
  type ParserReply,
  parserReplySchema,
  type ParserRequest,
} from '../parser-messages.ts';
import { createWireReader } from './read-wire.ts';
import { canIsolateNetwork, isolationCommand } from './isolation.ts';

/** First descriptor of the files; 0 to 2 are the standard streams. */
const firstDescriptor = 3;
/** A child that does not end by itself after being asked is ended after so many milliseconds. */
const patience = 3000;
/** An idle packet child is ended after so many milliseconds. */
const idleAfter = 60_000;
/** Most bytes of heap the child may take; the index lives in the engine, so it needs little. */
const heapMegabytes = 160;

/** The child's program, what runs it, and the folder it may read (its own code; nothing else). */
export interface ParserProgram {
  /** Path of the Node that runs it. */
  node: string;
  entry: string;
  codeRoot: string;
}

interface Child {
  process: ChildProcess;
  ask(request: ParserRequest): void;
  ended: Promise<void>;
}

/**
 * Starts the parsing child with the files already open: an empty environment, no right to any file but its own
 * code, no children, no workers, no code from strings, and no network where the kernel lets us take it away.
 */
async function startChild(
  program: ParserProgram,
  files: readonly SourceFile[],
  onFrame: (kind: number, payload: Uint8Array) => void,
  onChunk: () => void,
): Promise<Child> {
  const isolated = await canIsolateNetwork();
  const node = [
    program.node,
    '--permission',
    `--allow-fs-read=${program.codeRoot}`,
    '--disallow-code-generation-from-strings',
    '--no-warnings',
    `--max-old-space-size=${heapMegabytes}`,
    '--max-semi-space-size=8',
    program.entry,
  ];
  const [command = program.node, ...args] = isolated ? [...isolationCommand, ...node] : node;
  const descriptors: number[] = [];
  let child: ChildProcess;
  try {
    for (const file of files) descriptors.push(openSync(file.path, 'r'));
    child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe', ...descriptors],
      env: isolated ? { PATH: process.env['PATH'] ?? '' } : {},
      windowsHide: true,
    });
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
  const reader = new FrameReader(onFrame);
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (complaint.length < 2000) complaint += chunk.toString('utf8');
  });
  const ended = new Promise<void>((resolve, reject) => {
    let broken: unknown = null;
    child.stdout?.on('data', (chunk: Buffer) => {
      if (broken !== null) return;
      try {
        reader.push(chunk);
        onChunk();
      } catch (problem) {
        // What it says cannot be believed any more: nothing of it is taken from here on.
        broken = problem;
        child.kill('SIGKILL');
      }
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (broken !== null) reject(broken instanceof Error ? broken : new Error('the reader sent what is not ours'));
      else if (code === 0) resolve();
      else
        reject(
          new Error(
            `The reader ended with ${signal ?? `code ${code}`}. ${complaint.trim().split('\n').slice(-1).join('')}`,
          ),
        );
    });
  });
  // A child that dies closes its input; writing to it then is not an error of ours.
  child.stdin?.on('error', () => {});
  return {
    process: child,
    ended,
    ask: (request) => child.stdin?.write(`${JSON.stringify(request)}\n`),
  };
}

function toParserFiles(files: readonly SourceFile[]): ParserFile[] {
  return files.map((file, index) => ({
    descriptor: firstDescriptor + index,
    name: file.name,
    bytes: file.bytes,
    offset: file.offset,
    length: file.bytes,
    deflated: file.deflated,
  }));
}

function readReply(payload: Uint8Array): ParserReply {
  return parserReplySchema.parse(
    JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8')),
  );
}

/** A child that answers for single packets, kept while it is used. */
class PacketChild {
  private readonly program: ParserProgram;
  private readonly files: readonly SourceFile[];
  private child: Promise<Child> | null = null;
  private readonly waiting = new Map<
    number,
    { resolve: (packets: (ParserPacket | null)[]) => void; reject: (problem: Error) => void }
  >();
  private next = 1;
  private idle: NodeJS.Timeout | null = null;

  constructor(program: ParserProgram, files: readonly SourceFile[]) {
    this.program = program;
    this.files = files;
  }

  async ask(file: number, index: readonly Uint8Array[], describe: boolean): Promise<(ParserPacket | null)[]> {
    this.child ??= this.start();
    const child = await this.child;
    const id = this.next++;
    if (this.idle) clearTimeout(this.idle);
    this.idle = setTimeout(() => this.close(), idleAfter);
    this.idle.unref();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      child.ask({
        op: 'packets',
        id,
        file,
        index: index.map((piece) => Buffer.from(piece).toString('base64')),
        describe,
      });
    });
  }

  close(): void {
    const { child } = this;
    this.child = null;
    if (this.idle) clearTimeout(this.idle);
    void child?.then(
      (running) => running.process.kill('SIGKILL'),
      () => {},
    );
  }

  private async start(): Promise<Child> {
    try {
      const child = await startChild(
        this.program,
        this.files,
        (kind, payload) => this.take(kind, payload),
        () => {},
      );
      const over = (problem?: unknown): void => {
        this.child = null;
        const reason = problem instanceof Error ? problem.message : 'The reader ended.';
        for (const { reject } of this.waiting.values()) reject(new Error(reason));
        this.waiting.clear();
      };
      child.ask({ op: 'files', files: toParserFiles(this.files) });
      void child.ended.then(() => over(), over);
      return child;
    } catch (problem) {
      this.child = null;
      throw problem;
    }
  }

  private take(kind: number, payload: Uint8Array): void {
    if (kind !== frameKind.json) return;
    const reply = readReply(payload);
    if (reply.type !== 'packets') return;
    const asked = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.error) asked?.reject(new Error(reply.error));
    else asked?.resolve(reply.packets);
  }
}

/** The parser port over child processes: one reads the session, another answers for single packets. */
export function createParserProcess(program: ParserProgram): ParserPort {
  const running = new Set<Child>();
  let packets: PacketChild | null = null;
  return {
    read(files: readonly SourceFile[], sink: ParserSink) {
      let stopped = false;
      let child: Child | null = null;
      const stop = (): void => {
        stopped = true;
        if (!child) return;
        const { process: running } = child;
        child.ask({ op: 'stop' });
        setTimeout(() => running.kill('SIGKILL'), patience).unref();
      };
      const done = (async () => {
        const wire = createWireReader(sink);
        child = await startChild(
          program,
          files,
          (kind, payload) => {
            if (kind === frameKind.wire) wire(payload);
            else sink.reply(readReply(payload));
          },
          () => sink.pause(),
        );
        running.add(child);
        child.ask({ op: 'read', files: toParserFiles(files) });
        if (stopped) child.ask({ op: 'stop' });
        try {
          await child.ended;
        } catch (problem) {
          if (!stopped) throw problem;
        } finally {
          running.delete(child);
        }
      })();
      return { done, stop };
    },
    packets(files, file, index, describe) {
      packets ??= new PacketChild(program, files);
      return packets.ask(file, index, describe);
    },
    close() {
      packets?.close();
      for (const child of running) child.process.kill('SIGKILL');
    },
  };
}
