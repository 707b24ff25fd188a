import type { WireDetail, WireEvent } from './agent-message.ts';
import type { FieldReader } from './field-reader.ts';
import { readThread } from './read-thread.ts';

/** Arguments of an exec that are read, and characters of each and of all. */
const mostArguments = 64;
const mostOfOne = 1024;
const mostOfAll = 4096;

type Reader = (fields: FieldReader, detail: ReadonlyMap<unknown, unknown>) => WireDetail;

/** One entry of EVENTS, null for a kind that is not known. @throws {BodyError} */
export function readEvent(fields: FieldReader, entry: readonly unknown[]): WireEvent | null {
  const read = readers[fields.count(entry[0], 65_535) - 1];
  if (read === undefined) return null;
  return {
    boot: fields.count(entry[1]),
    thread: readThread(fields, entry, 2),
    uid: fields.count(entry[8], 0xffff_ffff),
    detail: read(fields, fields.map(entry[9])),
  };
}

/** By number, from 1. */
const readers: readonly Reader[] = [
  (fields, detail) => ({
    kind: 'exec',
    program: fields.string(detail.get(1)),
    argv: readArguments(fields, detail.get(2)),
    parentPid: fields.count(detail.get(3), 0xffff_ffff),
    parentStart: fields.count(detail.get(4)),
    parentName: fields.string(detail.get(5), 64),
    sha256: detail.has(6) ? fields.string(detail.get(6), 64) : '',
  }),
  (fields, detail) => ({
    kind: 'exit',
    code: fields.integer(detail.get(1)),
    signal: fields.count(detail.get(2), 255),
    lived: fields.count(detail.get(3)),
    peakBytes: fields.count(detail.get(4)),
  }),
  (fields, detail) => {
    const flags = fields.count(detail.get(3), 255);
    return {
      kind: 'open',
      pathClass: fields.string(detail.get(1), 32),
      path: fields.string(detail.get(2)),
      read: (flags & 1) !== 0,
      write: (flags & 2) !== 0,
      create: (flags & 4) !== 0,
      truncate: (flags & 8) !== 0,
      error: fields.integer(detail.get(4)),
      count: fields.count(detail.get(5)),
    };
  },
  (fields, detail) => ({
    kind: 'write',
    pathClass: fields.string(detail.get(1), 32),
    bytes: fields.count(detail.get(2)),
    files: fields.count(detail.get(3)),
    renamed: fields.count(detail.get(4)),
    deleted: fields.count(detail.get(5)),
  }),
  (fields, detail) => ({
    kind: 'connect',
    address: fields.string(detail.get(1), 64),
    port: fields.count(detail.get(2), 65_535),
    protocol: fields.count(detail.get(3), 255),
    error: fields.integer(detail.get(4)),
  }),
  (fields, detail) => ({
    kind: 'accept',
    address: fields.string(detail.get(1), 64),
    port: fields.count(detail.get(2), 65_535),
    ownPort: fields.count(detail.get(3), 65_535),
    protocol: fields.count(detail.get(4), 255),
  }),
  (fields, detail) => ({
    kind: 'privilege',
    what: fields.string(detail.get(1), 32),
    change: fields.string(detail.get(2), 256),
    target: detail.has(3) ? fields.count(detail.get(3), 0xffff_ffff) : 0,
  }),
  (fields, detail) => ({ kind: 'dup', descriptor: fields.count(detail.get(1), 65_535) }),
];

function readArguments(fields: FieldReader, list: unknown): string[] {
  const argv: string[] = [];
  let left = mostOfAll;
  for (const place of fields.list(list).slice(0, mostArguments)) {
    const text = fields.string(place, Math.min(left, mostOfOne));
    argv.push(text);
    left -= text.length;
  }
  return argv;
}
