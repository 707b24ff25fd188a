import { WireEncoder } from '../../../native/packets/wire.ts';
import type { AgentReply } from '../../hosts/agents/agent-told.ts';
import type { FeedReply } from '../../intel/feed-told.ts';
import type { Flow, L7Record } from '../../telemetry/flow.ts';
import { FlowNames } from '../flow-names.ts';
import { frameKind, packFrame } from '../frames.ts';
import type { LiveReply } from '../live/live-messages.ts';
import type { ParserReply } from '../parser-messages.ts';

/** Where the child writes; one pipe. */
export interface ByteSink {
  write(bytes: Uint8Array): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

/** What the child tells, in order, in few large writes: the packet reader's wire, and JSON for what is said seldom. */
export class ParserOutput {
  private readonly sink: ByteSink;
  private readonly encoder = new WireEncoder((chunk) => this.write(packFrame(frameKind.wire, chunk)));
  /** Here the records are at hand; the engine need not look into them to call a flow by its name. */
  private readonly names = new FlowNames();
  private drained: Promise<void> | null = null;

  constructor(sink: ByteSink) {
    this.sink = sink;
  }

  /** Tells a flow; provisional ones are told again. */
  flow(flow: Flow, final: boolean): void {
    this.encoder.flow(flow, !final, this.names.take(flow.id, final));
  }

  record(record: L7Record): void {
    this.names.add(record);
    this.encoder.record(record);
  }

  segment(bytes: Buffer): void {
    this.encoder.segment(bytes);
  }

  /** Tells something said once, after what was told before it. */
  reply(reply: ParserReply | LiveReply | AgentReply | FeedReply): void {
    this.encoder.flush();
    this.write(packFrame(frameKind.json, Buffer.from(JSON.stringify(reply))));
  }

  /** Writes what was gathered. */
  flush(): void {
    this.encoder.flush();
  }

  /** Waits where the engine is slower: what was told and not yet taken must not pile up here. */
  async settle(): Promise<void> {
    await this.drained;
  }

  private write(bytes: Uint8Array): void {
    if (this.sink.write(bytes)) return;
    // Listened for at once: the pipe may have drained long before somebody waits for it.
    this.drained ??= new Promise<void>((resolve) => {
      this.sink.once('drain', () => {
        this.drained = null;
        resolve();
      });
    });
  }
}
