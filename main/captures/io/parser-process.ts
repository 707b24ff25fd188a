import type { ParserPort, ParserSink, SourceFile } from '../parser-port.ts';
import { frameKind } from '../frames.ts';
import { type ParserFile, type ParserPacket, type ParserReply, parserReplySchema } from '../parser-messages.ts';
import { type ChildInput, type ParserChild, startParserChild } from './parser-child.ts';
import { createWireReader } from './read-wire.ts';

/** First descriptor of the files; 0 to 2 are the standard streams. */
const firstDescriptor = 3;
/** A child that does not end by itself after being asked is ended after so many milliseconds. */
const patience = 3000;
/** An idle packet child is ended after so many milliseconds. */
const idleAfter = 60_000;

/** The child's program, what runs it, and the folder it may read (its own code; nothing else). */
export interface ParserProgram {
  /** Path of the Node that runs it. */
  node: string;
  entry: string;
  codeRoot: string;
}

function toInputs(files: readonly SourceFile[]): ChildInput[] {
  return files.map(({ path }) => ({ path, flags: 'r' }));
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
  private child: Promise<ParserChild> | null = null;
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

  private async start(): Promise<ParserChild> {
    try {
      const child = await startParserChild(
        this.program,
        toInputs(this.files),
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
  const running = new Set<ParserChild>();
  let packets: PacketChild | null = null;
  return {
    read(files: readonly SourceFile[], sink: ParserSink, until?: number) {
      let stopped = false;
      let reach = until;
      let child: ParserChild | null = null;
      const stop = (): void => {
        stopped = true;
        if (!child) return;
        const { process: running } = child;
        child.ask({ op: 'stop' });
        setTimeout(() => running.kill('SIGKILL'), patience).unref();
      };
      const done = (async () => {
        const wire = createWireReader(sink);
        child = await startParserChild(
          program,
          toInputs(files),
          (kind, payload) => {
            if (kind === frameKind.wire) wire(payload);
            else sink.reply(readReply(payload));
          },
          () => sink.pause(),
        );
        running.add(child);
        child.ask({ op: 'read', files: toParserFiles(files), ...(reach === undefined ? {} : { until: reach }) });
        if (stopped) child.ask({ op: 'stop' });
        try {
          await child.ended;
        } catch (problem) {
          if (!stopped) throw problem;
        } finally {
          running.delete(child);
        }
      })();
      const goOn = (time: number): void => {
        reach = time;
        child?.ask({ op: 'until', time });
      };
      return { done, stop, goOn };
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
