import type { ExportedFlow } from '../../../../native/flowexport/exported-flow.ts';
import { FlowBook } from '../../../../native/flowexport/flow-book.ts';
import { FlowExports } from '../../../../native/flowexport/flow-exports.ts';
import type { Flow } from '../../../telemetry/flow.ts';
import { unpackDatagram } from '../../live/datagram.ts';
import { ConntrackReading } from './conntrack-reading.ts';
import { toFlow } from './to-flow.ts';

/** Hosts whose connections are followed. */
const mostHosts = 256;

/** What was read of a stream. */
interface Counts {
  frames: number;
  counted: number;
  bytes: number;
  forged: number;
  lost: number;
}

interface Stream {
  counts: Counts;
  push(payload: Uint8Array): void;
  end(): void;
}

/** What is heard of exports. */
export interface ExportsSink {
  nextFlowId(): number;
  flow(flow: Flow, isOver: boolean): void;
  remark(code: string, text: string): void;
}

/** Streams in which others tell of flows: datagrams of switches, and lists of the kernel's connections. */
export class ExportsReading {
  private readonly streams = new Map<number, Stream>();
  /** By host: each list of connections is a stream of its own, and says what was added since the one before. */
  private readonly connections = new Map<string, ConntrackReading>();
  private readonly book: FlowBook;
  private readonly sink: ExportsSink;

  constructor(sink: ExportsSink) {
    this.sink = sink;
    this.book = new FlowBook(
      () => sink.nextFlowId(),
      (flow, isOver) => sink.flow(toFlow(flow), isOver),
    );
  }

  begin(stream: number, kind: 'conntrack' | 'datagrams', label: string): void {
    this.streams.set(stream, kind === 'conntrack' ? this.readConnections(label) : this.readDatagrams(label));
  }

  push(stream: number, payload: Uint8Array): void {
    const known = this.streams.get(stream);
    if (known === undefined) return;
    known.counts.frames += 1;
    known.push(payload);
  }

  end(stream: number): void {
    this.streams.get(stream)?.end();
    this.streams.delete(stream);
  }

  countsOf(stream: number): Counts | undefined {
    return this.streams.get(stream)?.counts;
  }

  /** Tells what changed, and what is over. */
  account(): void {
    this.book.tick(microseconds());
    this.book.snapshot();
  }

  endAll(): void {
    this.book.endAll();
  }

  private readDatagrams(label: string): Stream {
    const counts: Counts = { frames: 0, counted: 0, bytes: 0, forged: 0, lost: 0 };
    const told = new Set<string>();
    const exports = new FlowExports({
      flow: (flow) => this.add(flow, counts),
      counters: () => undefined,
      lost: (_exporter, count) => {
        counts.lost += count;
      },
      unread: (code) => {
        // A template comes every few minutes: records before the first are no fault worth a word.
        if (code === 'no-template' || told.has(code)) return;
        told.add(code);
        this.sink.remark(
          code,
          `${label} gets datagrams that are not, or not soundly, IPFIX, NetFlow or sFlow (${code}).`,
        );
      },
    });
    return {
      counts,
      push: (payload) => {
        const datagram = unpackDatagram(payload);
        if (datagram !== null) exports.take(datagram.bytes, datagram.source, datagram.time * 1000);
      },
      end: () => undefined,
    };
  }

  private readConnections(label: string): Stream {
    const counts: Counts = { frames: 0, counted: 0, bytes: 0, forged: 0, lost: 0 };
    const reading = this.connections.get(label) ?? new ConntrackReading(label);
    if (this.connections.size < mostHosts) this.connections.set(label, reading);
    reading.tell = (flow) => this.add(flow, counts);
    return {
      counts,
      push: (payload) => reading.push(payload, microseconds()),
      end: () => reading.end(),
    };
  }

  private add(flow: ExportedFlow, counts: Counts): void {
    counts.counted += 1;
    counts.bytes += flow.bytes + flow.reverseBytes;
    this.book.add(flow, microseconds());
  }
}

/** When something comes is when it is read: exporters' clocks are not ours. */
function microseconds(): number {
  return Date.now() * 1000;
}
