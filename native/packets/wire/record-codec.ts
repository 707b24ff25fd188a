import type { L7Record, TlsRecord } from '../records.ts';
import { ByteReader, WireError } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { writeQuickFields, writeTexts } from './quick-records.ts';
import type { FieldType } from './record-fields.ts';
import { RECORD_SHAPES } from './record-fields.ts';

const SHAPES = new Map(RECORD_SHAPES.map((shape) => [shape.kind, shape]));
const VERSION = 1;

/** What every record begins with. */
export interface RecordColumns {
  kind: L7Record['kind'];
  flow: number;
  time: number;
}

/** Appends a record. */
export function writeRecord(writer: ByteWriter, record: L7Record): void {
  const shape = SHAPES.get(record.kind);
  if (shape === undefined) throw new WireError('unknown-type', `There is no record of kind ${record.kind}.`);
  writer.u8(VERSION);
  writer.u8(shape.number);
  writer.u32(record.flow);
  writer.f64(record.time);
  if (writeQuickFields(writer, record)) return;
  const values = record as unknown as Record<string, unknown>;
  for (const [name, type] of shape.fields) writeField(writer, type, values[name]);
}

function writeField(writer: ByteWriter, type: FieldType, value: unknown): void {
  switch (type) {
    case 'text':
      writer.text(value as string);
      break;
    case 'texts':
      writeTexts(writer, value as string[]);
      break;
    case 'whole':
      writer.whole(value as number);
      break;
    case 'number':
      writer.f64(value as number);
      break;
    case 'flag':
      writer.u8(value === true ? 1 : 0);
      break;
    case 'maybe-flag':
      writer.u8(value === null ? 2 : value === true ? 1 : 0);
      break;
    case 'certificate':
      writeCertificate(writer, value as TlsRecord['certificate']);
      break;
  }
}

function writeCertificate(writer: ByteWriter, certificate: TlsRecord['certificate']): void {
  writer.u8(certificate === null ? 0 : 1);
  if (certificate === null) return;
  writer.text(certificate.subject);
  writer.text(certificate.issuer);
  writer.u8(certificate.selfSigned ? 1 : 0);
  writer.f64(certificate.notBefore);
  writer.f64(certificate.notAfter);
}

/**
 * Reads only what every record begins with, and checks that the rest reads back.
 * @throws WireError on bytes that are no record
 */
export function decodeRecordColumns(bytes: Buffer): RecordColumns {
  const reader = new ByteReader(bytes);
  const { kind, fields } = readShape(reader);
  const columns = { kind, flow: reader.u32(), time: reader.f64() };
  for (const [, type] of fields) skipField(reader, type);
  return columns;
}

function skipField(reader: ByteReader, type: FieldType): void {
  switch (type) {
    case 'text':
      reader.skipText();
      break;
    case 'texts':
      for (let left = reader.u8(); left > 0; left--) reader.skipText();
      break;
    case 'whole':
      reader.whole();
      break;
    case 'number':
      reader.skip(8);
      break;
    case 'flag':
    case 'maybe-flag':
      reader.skip(1);
      break;
    case 'certificate':
      if (reader.u8() === 0) break;
      reader.skipText();
      reader.skipText();
      reader.skip(17);
  }
}

/**
 * Reads a record.
 * @param bytes an encoded record, without its frame
 * @throws WireError on bytes that are no record
 */
export function decodeRecord(bytes: Buffer): L7Record {
  const reader = new ByteReader(bytes);
  const shape = readShape(reader);
  // A copy of a blank has all its fields already: adding them one by one costs a record three times as much.
  const record: Record<string, unknown> = { ...shape.blank };
  record['flow'] = reader.u32();
  record['time'] = reader.f64();
  for (const [name, type] of shape.fields) record[name] = readField(reader, type);
  // The shape table is checked against the record types where it is written.
  return record as unknown as L7Record;
}

function readShape(reader: ByteReader): (typeof RECORD_SHAPES)[number] {
  const version = reader.u8();
  if (version !== VERSION) throw new WireError('bad-value', `A record has version ${version}.`);
  const number = reader.u8();
  const shape = RECORD_SHAPES[number];
  if (shape === undefined) throw new WireError('unknown-type', `There is no record kind ${number}.`);
  return shape;
}

function readField(reader: ByteReader, type: FieldType): unknown {
  switch (type) {
    case 'text':
      return reader.text();
    case 'texts': {
      const count = reader.u8();
      const texts: string[] = [];
      for (let index = 0; index < count; index++) texts.push(reader.text());
      return texts;
    }
    case 'whole':
      return reader.whole();
    case 'number':
      return reader.f64();
    case 'flag':
      return reader.u8() === 1;
    case 'maybe-flag': {
      const value = reader.u8();
      return value === 2 ? null : value === 1;
    }
    case 'certificate':
      return readCertificate(reader);
    default:
      return undefined;
  }
}

function readCertificate(reader: ByteReader): TlsRecord['certificate'] {
  if (reader.u8() === 0) return null;
  return {
    subject: reader.text(),
    issuer: reader.text(),
    selfSigned: reader.u8() === 1,
    notBefore: reader.f64(),
    notAfter: reader.f64(),
  };
}
