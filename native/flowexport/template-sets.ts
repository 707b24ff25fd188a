import type { DatagramReader } from './datagram-reader.ts';
import type { ExportSink } from './exported-flow.ts';
import { FlowFields, type MessageTime, type TemplateField, VARIABLE } from './flow-fields.ts';
import type { Template, TemplateBook } from './template-book.ts';

/** Fields of a template at most; real ones have some sixty. */
const MOST_FIELDS = 512;
/** Elements by which options say how packets are sampled. */
const SAMPLING = new Set([34, 50, 305]);

/** Where a set comes from. */
export interface SetContext {
  exporter: string;
  time: MessageTime;
  book: TemplateBook;
  sink: ExportSink;
  /** IPFIX has enterprise numbers, lengths that vary, and counts its scopes in fields; NetFlow v9 has not. */
  isIpfix: boolean;
}

/** Reads a set of templates. @param hasScopes a set of options templates */
export function readTemplates(reader: DatagramReader, context: SetContext, hasScopes: boolean): void {
  while (reader.left >= 4) {
    const id = reader.u16();
    const count = reader.u16();
    if (id < 256) {
      // Padding, or in IPFIX the withdrawal of all templates of this kind.
      if (context.isIpfix && id >= 2 && count === 0) context.book.withdraw(context.exporter, null);
      return;
    }
    if (count === 0 && context.isIpfix) {
      context.book.withdraw(context.exporter, id);
      continue;
    }
    const template = readTemplate(reader, context, count, hasScopes);
    if (template === null) {
      context.sink.unread('bad-template');
      return;
    }
    context.book.set(context.exporter, id, template);
  }
}

function readTemplate(
  reader: DatagramReader,
  { isIpfix }: SetContext,
  count: number,
  hasScopes: boolean,
): Template | null {
  let scopes = 0;
  let total = count;
  if (hasScopes && isIpfix) {
    scopes = reader.u16();
  } else if (hasScopes) {
    // NetFlow v9 counts both in bytes, four to a field.
    scopes = count >> 2;
    total = scopes + (reader.u16() >> 2);
  }
  if (total === 0 || total > MOST_FIELDS || scopes > total) return null;
  const fields: TemplateField[] = [];
  let shortest = 0;
  for (let index = 0; index < total; index++) {
    const element = reader.u16();
    const length = reader.u16();
    const enterprise = isIpfix && (element & 0x8000) !== 0 ? reader.u32() : 0;
    fields.push({ element: isIpfix ? element & 0x7fff : element, enterprise, length });
    shortest += isIpfix && length === VARIABLE ? 1 : length;
  }
  return reader.failed || shortest === 0 ? null : { fields, scopes, shortest };
}

/** Reads a set of records. @returns how many there were */
export function readRecords(reader: DatagramReader, context: SetContext, template: Template): number {
  let records = 0;
  while (reader.left >= template.shortest) {
    const isRead = template.scopes > 0 ? readOptions(reader, context, template) : readFlow(reader, context, template);
    if (!isRead) {
      context.sink.unread('bad-record');
      break;
    }
    records += 1;
  }
  return records;
}

function readFlow(reader: DatagramReader, context: SetContext, template: Template): boolean {
  const fields = new FlowFields(context.exporter, context.time);
  for (const field of template.fields) {
    const value = readValue(reader, context, field);
    if (value.failed) return false;
    fields.take(field, value);
  }
  const flow = fields.finish(context.book.rateOf(context.exporter));
  if (flow !== null) context.sink.flow(flow);
  return true;
}

function readOptions(reader: DatagramReader, context: SetContext, template: Template): boolean {
  for (const [index, field] of template.fields.entries()) {
    const value = readValue(reader, context, field);
    if (value.failed) return false;
    // In NetFlow v9 scopes are numbered in a way of their own.
    const isScope = index < template.scopes && !context.isIpfix;
    if (!isScope && field.enterprise === 0 && SAMPLING.has(field.element))
      context.book.setRate(context.exporter, value.unsigned(value.left));
  }
  return true;
}

function readValue(reader: DatagramReader, { isIpfix }: SetContext, field: TemplateField): DatagramReader {
  if (!isIpfix || field.length !== VARIABLE) return reader.part(field.length);
  const short = reader.u8();
  return reader.part(short < 255 ? short : reader.u16());
}
