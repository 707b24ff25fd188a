import type { DnsRecord, HttpRecord, L7Record, TlsRecord } from '../records.ts';
import type { ByteWriter } from './byte-writer.ts';

const MOST_TEXTS = 255;

/**
 * Writes the fields of the kinds that nearly all records of ordinary traffic are, one by one and by name: byte for byte
 * what the table of fields says, at a fifth of its cost (measured: 70 ms of a million packets' reading).
 * @returns false for other kinds
 */
export function writeQuickFields(writer: ByteWriter, record: L7Record): boolean {
  switch (record.kind) {
    case 'dns':
      writeDns(writer, record);
      return true;
    case 'tls':
      if (record.certificate !== null) return false;
      writeTls(writer, record);
      return true;
    case 'http':
      writeHttp(writer, record);
      return true;
    default:
      return false;
  }
}

function writeDns(writer: ByteWriter, record: DnsRecord): void {
  writer.text(record.protocol);
  writer.text(record.qname);
  writer.text(record.qtype);
  writer.text(record.rcode);
  writeTexts(writer, record.answers);
  writer.whole(record.queryBytes);
  writer.whole(record.responseBytes);
}

function writeTls(writer: ByteWriter, record: TlsRecord): void {
  writer.text(record.sni);
  writeTexts(writer, record.alpn);
  writer.text(record.version);
  writer.text(record.ja3);
  writer.text(record.ja4);
  writer.u8(0);
  writer.u8(record.established ? 1 : 0);
}

function writeHttp(writer: ByteWriter, record: HttpRecord): void {
  writer.text(record.method);
  writer.text(record.host);
  writer.text(record.path);
  writer.text(record.agent);
  writer.whole(record.status);
  writer.text(record.contentType);
  writer.whole(record.requestBytes);
  writer.whole(record.responseBytes);
  writer.text(record.bodyMagic);
  writeTexts(writer, record.exploit);
}

/** Appends a number of texts, 255 at most, and the texts. */
export function writeTexts(writer: ByteWriter, texts: readonly string[]): void {
  const count = Math.min(texts.length, MOST_TEXTS);
  writer.u8(count);
  for (let index = 0; index < count; index++) writer.text(texts[index]!);
}
