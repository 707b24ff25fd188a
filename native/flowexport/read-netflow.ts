import { DatagramReader } from './datagram-reader.ts';
import { blankFlow, type ExportSink } from './exported-flow.ts';
import type { SequenceWatch } from './sequence-watch.ts';
import type { TemplateBook } from './template-book.ts';
import { readRecords, readTemplates, type SetContext } from './template-sets.ts';

/** What datagrams of one collector share. */
export interface ExportContext {
  /** Address of whoever sent the datagram. */
  source: string;
  book: TemplateBook;
  sequences: SequenceWatch;
  sink: ExportSink;
}

/** Reads an IPFIX message (RFC 7011). */
export function readIpfix(bytes: Uint8Array, { source, book, sequences, sink }: ExportContext): void {
  const head = new DatagramReader(bytes);
  head.skip(2);
  const length = head.u16();
  const exported = head.u32() * 1e6;
  const sequence = head.u32();
  const exporter = `${source} ${head.u32()}`;
  if (head.failed || length < 16 || length > bytes.length) return sink.unread('bad-message');
  const context: SetContext = { exporter, time: { exported, started: Number.NaN }, book, sink, isIpfix: true };
  const told = readSets(new DatagramReader(bytes, 16, length), context, [2, 3]);
  // Messages without flows are numbered in ways of their own.
  const missing = told.flows > 0 ? sequences.take(exporter, sequence, told.flows) : 0;
  sequences.doubt(exporter, told.unsure);
  if (missing > 0) sink.lost(exporter, missing);
}

/** Reads a NetFlow v9 packet (RFC 3954). */
export function readNetflow9(bytes: Uint8Array, { source, book, sequences, sink }: ExportContext): void {
  const head = new DatagramReader(bytes);
  head.skip(4);
  const uptime = head.u32();
  const exported = head.u32() * 1e6;
  const sequence = head.u32();
  const exporter = `${source} ${head.u32()}`;
  if (head.failed) return sink.unread('bad-message');
  const time = { exported, started: exported - uptime * 1e3 };
  readSets(new DatagramReader(bytes, 20), { exporter, time, book, sink, isIpfix: false }, [0, 1]);
  const missing = sequences.take(exporter, sequence, 1);
  if (missing > 0) sink.lost(exporter, missing);
}

/** Reads a NetFlow v5 packet. */
export function readNetflow5(bytes: Uint8Array, { source, sequences, sink }: ExportContext): void {
  const reader = new DatagramReader(bytes);
  reader.skip(2);
  const count = reader.u16();
  const uptime = reader.u32();
  const exported = reader.u32() * 1e6 + Math.floor(reader.u32() / 1e3);
  const sequence = reader.u32();
  const engine = reader.u16();
  const rate = Math.max(1, reader.u16() & 0x3fff);
  const exporter = `${source} ${engine}`;
  if (reader.failed || count > 30 || reader.left < count * 48) return sink.unread('bad-message');
  const started = exported - uptime * 1e3;
  for (let index = 0; index < count; index++) {
    const flow = blankFlow(exporter);
    flow.family = 4;
    flow.src = reader.address(4);
    flow.dst = reader.address(4);
    reader.skip(8);
    flow.packets = reader.u32() * rate;
    flow.bytes = reader.u32() * rate;
    flow.start = started + reader.u32() * 1e3;
    flow.end = Math.max(flow.start, started + reader.u32() * 1e3);
    const sport = reader.u16();
    const dport = reader.u16();
    reader.skip(1);
    flow.flags = reader.u8();
    flow.protocol = reader.u8();
    reader.skip(9);
    flow.rate = rate;
    if (flow.protocol === 1) {
      flow.icmpType = dport >> 8;
      flow.icmpCode = dport & 0xff;
    } else if (flow.protocol === 6 || flow.protocol === 17 || flow.protocol === 132) {
      flow.sport = sport;
      flow.dport = dport;
    }
    if (flow.start >= 0 && flow.packets > 0) sink.flow(flow);
  }
  const missing = sequences.take(exporter, sequence, count);
  if (missing > 0) sink.lost(exporter, missing);
}

/** @returns records of flows, and those that an exporter may or may not have numbered: of options, or unread */
function readSets(
  reader: DatagramReader,
  context: SetContext,
  templateSets: readonly [number, number],
): { flows: number; unsure: number } {
  const told = { flows: 0, unsure: 0 };
  while (reader.left >= 4) {
    const id = reader.u16();
    const length = reader.u16();
    if (length < 4 || length - 4 > reader.left) {
      context.sink.unread('bad-set');
      break;
    }
    const set = reader.part(length - 4);
    if (id === templateSets[0] || id === templateSets[1]) {
      readTemplates(set, context, id === templateSets[1]);
    } else if (id >= 256) {
      const template = context.book.get(context.exporter, id);
      if (template === undefined) {
        context.sink.unread('no-template');
        told.unsure += length;
      } else {
        const records = readRecords(set, context, template);
        if (template.scopes > 0) told.unsure += records;
        else told.flows += records;
      }
    }
  }
  return told;
}
