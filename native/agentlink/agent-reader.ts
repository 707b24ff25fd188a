import type { AgentMessage } from './agent-message.ts';
import { decodeMessage } from './decode-message.ts';
import { BodyError } from './field-reader.ts';
import { type FrameDamage, FrameReader } from './frame-reader.ts';
import { messageKind } from './message-kind.ts';

/** Kinds that may be sent without credit. */
const free: ReadonlySet<number> = new Set([messageKind.hello, messageKind.status, messageKind.answer]);

/** Takes what an agent says. */
export interface AgentReaderSink {
  /** Whether the next message is to be read at all: one that is not costs next to nothing, and counts as lost. */
  wants?(kind: number): boolean;
  message(message: AgentMessage): void;
  /** A frame of another major version of the protocol. */
  foreign(version: number): void;
}

/** Reads what an agent says out of its bytes, wherever they are cut. Nothing that it is given makes it throw. */
export class AgentReader {
  private readonly frames: FrameReader;
  private charged = 0;

  constructor(sink: AgentReaderSink) {
    this.frames = new FrameReader({
      frame: (kind, body, bytes) => {
        if (!free.has(kind)) this.charged += bytes;
        if (sink.wants?.(kind) === false) {
          this.frames.damage.lostFrames += 1;
          return;
        }
        try {
          const message = decodeMessage(kind, body);
          if (message !== null) sink.message(message);
        } catch (problem) {
          if (!(problem instanceof BodyError)) throw problem;
          this.frames.damage.garbageBytes += bytes;
        }
      },
      foreign: (version) => sink.foreign(version),
    });
  }

  push(chunk: Uint8Array): void {
    this.frames.push(chunk);
  }

  /** See {@link FrameReader.giveUp}. */
  giveUp(): void {
    this.frames.giveUp();
  }

  /** Bytes of a frame that has begun and is not whole. */
  get waiting(): number {
    return this.frames.waiting;
  }

  /** Bytes of frames that used up credit, since the last asked. */
  takeCharged(): number {
    const { charged } = this;
    this.charged = 0;
    return charged;
  }

  get damage(): Readonly<FrameDamage> {
    return this.frames.damage;
  }
}
