import type { AgentMessage, WireCounts, WireMemory, WirePackage, WireRun, WireStatus } from './agent-message.ts';
import { BodyError, FieldReader } from './field-reader.ts';
import { messageKind } from './message-kind.ts';
import { readEvent } from './read-event.ts';
import { readThread } from './read-thread.ts';

const mostRun = 4096;
const mostParts = 4096;
const packageKinds: ReadonlySet<string> = new Set<WirePackage['kind']>(['deb', 'rpm', 'apk', 'library']);

/**
 * Reads the body of a frame from an agent.
 * @returns null for a kind that is not known: a newer agent may say more
 * @throws {BodyError} for what is not the protocol
 */
export function decodeMessage(kind: number, bytes: Uint8Array): AgentMessage | null {
  const read = readers.get(kind);
  if (read === undefined) return null;
  return read(new FieldReader(bytes));
}

const readers = new Map<number, (fields: FieldReader) => AgentMessage>([
  [messageKind.hello, readHello],
  [messageKind.bye, (fields) => ({ kind: 'bye', reason: fields.text(fields.body.get(1), 1024) })],
  [messageKind.counts, readCounts],
  [messageKind.sequences, (fields) => ({ kind: 'sequences', runs: each(fields, 1, readRun) })],
  [
    messageKind.events,
    (fields) => ({ kind: 'events', events: each(fields, 1, readEvent).filter((event) => event !== null) }),
  ],
  [messageKind.memory, readMemory],
  [messageKind.inventory, readInventory],
  [messageKind.status, readStatus],
  [messageKind.answer, readAnswer],
]);

function each<T>(fields: FieldReader, key: number, read: (fields: FieldReader, entry: readonly unknown[]) => T): T[] {
  return fields.list(fields.body.get(key)).map((entry) => read(fields, fields.list(entry)));
}

function readHello(fields: FieldReader): AgentMessage {
  const { body } = fields;
  const syscalls = fields.text(body.get(9), 16);
  return {
    kind: 'hello',
    version: fields.text(body.get(1), 64),
    bootId: fields.hex(body.get(2), 16),
    startId: fields.hex(body.get(3), 16),
    kernel: fields.text(body.get(4), 256),
    machine: fields.text(body.get(5), 64),
    real: fields.count(body.get(6)),
    boot: fields.count(body.get(7)),
    streams: bounded(fields.list(body.get(8)), 32).map((stream) => fields.text(stream, 32)),
    syscalls: syscalls === 'bpf' || syscalls === 'perf' ? syscalls : 'none',
    sha256: fields.hex(body.get(10), 32),
    redaction: fields.text(body.get(11), 256),
    missing: bounded(fields.list(body.get(12)), 32).map((entry) => {
      const [stream, why] = fields.list(entry, 2);
      return { stream: fields.string(stream, 32), why: fields.string(why, 512) };
    }),
    distribution: body.has(13) ? fields.text(body.get(13), 256) : '',
  };
}

function readCounts(fields: FieldReader): AgentMessage {
  const from = fields.count(fields.body.get(1));
  const to = fields.count(fields.body.get(2));
  if (to < from) throw new BodyError('an interval that ends before it begins');
  return { kind: 'counts', from, to, threads: each(fields, 3, readThreadCounts) };
}

function readThreadCounts(fields: FieldReader, entry: readonly unknown[]): WireCounts {
  const bytes = fields.bytes(entry[7]);
  if (bytes.length % 6 !== 0) throw new BodyError('not pairs of number and count');
  const view = viewOf(bytes);
  const counts: [number, number][] = [];
  for (let at = 0; at < bytes.length; at += 6) counts.push([view.getUint16(at, true), view.getUint32(at + 2, true)]);
  return { thread: readThread(fields, entry), is32Bit: fields.count(entry[6], 255) === 1, counts };
}

function readRun(fields: FieldReader, entry: readonly unknown[]): WireRun {
  const bytes = fields.bytes(entry[9]);
  if (bytes.length % 2 !== 0 || bytes.length > 2 * mostRun) throw new BodyError('not a run of system calls');
  const view = viewOf(bytes);
  const calls: number[] = [];
  for (let at = 0; at < bytes.length; at += 2) calls.push(view.getUint16(at, true));
  return {
    thread: readThread(fields, entry),
    is32Bit: fields.count(entry[6], 255) === 1,
    boot: fields.count(entry[7]),
    continues: (fields.count(entry[8], 0xffff_ffff) & 1) === 1,
    calls,
  };
}

function readMemory(fields: FieldReader): AgentMessage {
  const processes = each(fields, 2, (_fields, entry): WireMemory => {
    const of = (place: number): number => fields.count(entry[place]);
    return {
      pid: of(0),
      start: of(1),
      name: fields.string(entry[2], 64),
      service: fields.string(entry[3], 256),
      resident: of(4),
      shared: of(5),
      anonymous: of(6),
      fileBacked: of(7),
      swapped: of(8),
      minorFaults: of(9),
      majorFaults: of(10),
      workingSet: of(11),
      allocated: of(12),
      freed: of(13),
    };
  });
  return { kind: 'memory', boot: fields.count(fields.body.get(1)), processes };
}

function readInventory(fields: FieldReader): AgentMessage {
  const packages = each(fields, 3, (_fields, entry): WirePackage | null => {
    const kind = fields.string(entry[0], 16);
    if (!isPackageKind(kind)) return null;
    return {
      kind,
      name: fields.string(entry[1], 256),
      version: fields.string(entry[2], 256),
      place: fields.string(entry[3], 512),
      service: fields.string(entry[4], 256),
      source: entry.length > 5 ? fields.string(entry[5], 256) : '',
    };
  });
  const part = fields.count(fields.body.get(1), mostParts);
  const parts = fields.count(fields.body.get(2), mostParts);
  return {
    kind: 'inventory',
    part,
    parts,
    packages: packages.filter((found) => found !== null),
    real: fields.count(fields.body.get(4)),
  };
}

function isPackageKind(kind: string): kind is WirePackage['kind'] {
  return packageKinds.has(kind);
}

function readStatus(fields: FieldReader): WireStatus {
  const { body } = fields;
  const guest = fields.list(body.get(7), 5);
  return {
    kind: 'status',
    real: fields.count(body.get(1)),
    boot: fields.count(body.get(2)),
    streams: bounded(fields.list(body.get(3)), 32).map((entry) => {
      const [stream, told, lost, redacted] = fields.list(entry, 4);
      return {
        stream: fields.string(stream, 32),
        told: fields.count(told),
        lost: fields.count(lost),
        redacted: fields.count(redacted),
      };
    }),
    cpu: fields.count(body.get(4)),
    resident: fields.count(body.get(5)),
    waiting: fields.count(body.get(6)),
    guest: {
      cpu: fields.count(guest[0]),
      memoryTotal: fields.count(guest[1]),
      memoryAvailable: fields.count(guest[2]),
      interfaces: devices(fields, guest[3]).map(([mac, received, sent]) => ({ mac, received, sent })),
      disks: devices(fields, guest[4]).map(([name, read, written]) => ({ name, read, written })),
    },
    credit: fields.count(body.get(8)),
    threads: fields.count(body.get(9)),
  };
}

function devices(fields: FieldReader, list: unknown): [string, number, number][] {
  return bounded(fields.list(list), 256).map((entry) => {
    const [name, first, second] = fields.list(entry, 3);
    return [fields.string(name, 64), fields.count(first), fields.count(second)];
  });
}

function readAnswer(fields: FieldReader): AgentMessage {
  const { body } = fields;
  return {
    kind: 'answer',
    request: fields.count(body.get(1)),
    ok: fields.flag(body.get(2)),
    text: fields.text(body.get(3)),
    bytes: fields.bytes(body.get(4)).slice(),
    part: body.has(5) ? fields.count(body.get(5), mostParts) : 1,
    parts: body.has(6) ? fields.count(body.get(6), mostParts) : 1,
  };
}

function bounded(list: readonly unknown[], most: number): readonly unknown[] {
  if (list.length > most) throw new BodyError('a list that is too long');
  return list;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
