import type { ExportSink } from './exported-flow.ts';
import { type ExportContext, readIpfix, readNetflow5, readNetflow9 } from './read-netflow.ts';
import { readSflow } from './read-sflow.ts';
import { SequenceWatch } from './sequence-watch.ts';
import { TemplateBook } from './template-book.ts';

/** Reads what switches and routers tell of flows: IPFIX, NetFlow v9 and v5, sFlow v5, told apart by their first words. */
export class FlowExports {
  readonly #sink: ExportSink;
  readonly #book = new TemplateBook();
  readonly #sequences = new SequenceWatch();

  constructor(sink: ExportSink) {
    this.#sink = sink;
  }

  /** @param source address of the sender @param time when it came, microseconds since the epoch */
  take(datagram: Uint8Array, source: string, time: number): void {
    const context: ExportContext = { source, book: this.#book, sequences: this.#sequences, sink: this.#sink };
    const version = datagram.length >= 4 ? ((datagram[0] ?? 0) << 8) | (datagram[1] ?? 0) : -1;
    if (version === 10) readIpfix(datagram, context);
    else if (version === 9) readNetflow9(datagram, context);
    else if (version === 5) readNetflow5(datagram, context);
    else if (version === 0 && datagram[2] === 0 && datagram[3] === 5) readSflow(datagram, context, time);
    else this.#sink.unread('unknown-version');
  }
}
