import { WireEncoder } from '../../../native/packets/wire.ts';
import type { Flow, L7Record } from '../../telemetry/flow.ts';
import { frameKind, packFrame } from '../frames.ts';
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
  private full = false;

  constructor(sink: ByteSink) {
    this.sink = sink;
  }

  /** Tells a flow; provisional ones are told again. */
  flow(flow: Flow, final: boolean): void {
    this.encoder.flow(flow, !final);
  }

  record(record: L7Record): void {
    this.encoder.record(record);
  }

  segment(bytes: Buffer): void {
    this.encoder.segment(bytes);
  }

  /** Tells something said once, after what was told before it. */
  reply(reply: ParserReply): void {
    this.encoder.flush();
    this.write(packFrame(frameKind.json, Buffer.from(JSON.stringify(reply))));
  }

  /** Writes what was gathered. */
  flush(): void {
    this.encoder.flush();
  }

  /** Waits where the reader at the other end is slower. */
  async settle(): Promise<void> {
    if (!this.full) return;
    await new Promise<void>((resolve) => {
      this.sink.once('drain', resolve);
    });
    this.full = false;
  }

  private write(bytes: Uint8Array): void {
    if (!this.sink.write(bytes)) this.full = true;
  }
}
