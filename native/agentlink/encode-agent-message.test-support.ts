import { encode } from 'cborg';
import type { AgentMessage, WireDetail, WireThread } from './agent-message.ts';
import { encodeFrame } from './encode-frame.ts';
import { messageKind } from './message-kind.ts';

type Fields = Map<number, unknown>;

/** Strings of one frame, each once. */
class StringTable {
  readonly strings: string[] = [];
  private readonly places = new Map<string, number>();

  of(text: string): number {
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.strings.length);
    this.strings.push(text);
    return this.strings.length - 1;
  }
}

/** A message of an agent as a frame: what a real agent would send, for tests that have none. */
export function encodeAgentMessage(message: AgentMessage, sequence: number): Uint8Array {
  const table = new StringTable();
  const fields = toFields(message, table);
  if (table.strings.length > 0) fields.set(0, table.strings);
  return encodeFrame(messageKind[message.kind], sequence, encode(fields));
}

function toFields(message: AgentMessage, table: StringTable): Fields {
  const s = (text: string): number => table.of(text);
  switch (message.kind) {
    case 'hello':
      return numbered([
        message.version,
        hex(message.bootId),
        hex(message.startId),
        message.kernel,
        message.machine,
        message.real,
        message.boot,
        message.streams,
        message.syscalls,
        hex(message.sha256),
        message.redaction,
        message.missing.map(({ stream, why }) => [s(stream), s(why)]),
        message.distribution === '' ? undefined : message.distribution,
      ]);
    case 'bye':
      return numbered([message.reason]);
    case 'counts':
      return numbered([
        message.from,
        message.to,
        message.threads.map(({ thread, is32Bit, counts }) => {
          const bytes = Buffer.alloc(counts.length * 6);
          counts.forEach(([call, count], index) => {
            bytes.writeUInt16LE(call, index * 6);
            bytes.writeUInt32LE(count, index * 6 + 2);
          });
          return [...threadFields(thread, s), is32Bit ? 1 : 0, bytes];
        }),
      ]);
    case 'sequences':
      return numbered([
        message.runs.map(({ thread, is32Bit, boot, continues, calls }) => {
          const bytes = Buffer.alloc(calls.length * 2);
          calls.forEach((call, index) => bytes.writeUInt16LE(call, index * 2));
          return [...threadFields(thread, s), is32Bit ? 1 : 0, boot, continues ? 1 : 0, bytes];
        }),
      ]);
    case 'events':
      return numbered([
        message.events.map(({ boot, thread, uid, detail }) => {
          const [kind, fields] = detailFields(detail, s);
          return [kind, boot, ...threadFields(thread, s), uid, fields];
        }),
      ]);
    case 'memory':
      return numbered([
        message.boot,
        message.processes.map((of) => [
          of.pid,
          of.start,
          s(of.name),
          s(of.service),
          of.resident,
          of.shared,
          of.anonymous,
          of.fileBacked,
          of.swapped,
          of.minorFaults,
          of.majorFaults,
          of.workingSet,
          of.allocated,
          of.freed,
        ]),
      ]);
    case 'inventory':
      return numbered([
        message.part,
        message.parts,
        message.packages.map(({ kind, name, version, place, service, source }) =>
          // An agent before sources were told says nothing of them.
          (source === '' ? [kind, name, version, place, service] : [kind, name, version, place, service, source]).map(
            s,
          ),
        ),
        message.real,
      ]);
    case 'status': {
      const { guest } = message;
      return numbered([
        message.real,
        message.boot,
        message.streams.map(({ stream, told, lost, redacted }) => [s(stream), told, lost, redacted]),
        message.cpu,
        message.resident,
        message.waiting,
        [
          guest.cpu,
          guest.memoryTotal,
          guest.memoryAvailable,
          guest.interfaces.map(({ mac, received, sent }) => [s(mac), received, sent]),
          guest.disks.map(({ name, read, written }) => [s(name), read, written]),
        ],
        message.credit,
        message.threads,
      ]);
    }
    case 'answer':
      return numbered([message.request, message.ok, message.text, message.bytes, message.part, message.parts]);
  }
}

function threadFields(thread: WireThread, s: (text: string) => number): unknown[] {
  const { pid, tid, start, name, service, container } = thread;
  return [pid, tid, start, s(name), s(service), s(container)];
}

function detailFields(detail: WireDetail, s: (text: string) => number): [number, Fields] {
  switch (detail.kind) {
    case 'exec': {
      const { program, argv, parentPid, parentStart, parentName, sha256 } = detail;
      const hash = sha256 === '' ? undefined : s(sha256);
      return [1, numbered([s(program), argv.map(s), parentPid, parentStart, s(parentName), hash])];
    }
    case 'exit':
      return [2, numbered([detail.code, detail.signal, detail.lived, detail.peakBytes])];
    case 'open': {
      const flags =
        Number(detail.read) + 2 * Number(detail.write) + 4 * Number(detail.create) + 8 * Number(detail.truncate);
      return [3, numbered([s(detail.pathClass), s(detail.path), flags, detail.error, detail.count])];
    }
    case 'write':
      return [4, numbered([s(detail.pathClass), detail.bytes, detail.files, detail.renamed, detail.deleted])];
    case 'connect':
      return [5, numbered([s(detail.address), detail.port, detail.protocol, detail.error])];
    case 'accept':
      return [6, numbered([s(detail.address), detail.port, detail.ownPort, detail.protocol])];
    case 'privilege': {
      const target = detail.target === 0 ? undefined : detail.target;
      return [7, numbered([s(detail.what), s(detail.change), target])];
    }
    case 'dup':
      return [8, numbered([detail.descriptor])];
  }
}

/** Values under the keys 1, 2, 3 …; those that are undefined are left out. */
function numbered(values: readonly unknown[]): Fields {
  return new Map(values.map((value, index) => [index + 1, value] as const).filter(([, value]) => value !== undefined));
}

function hex(text: string): Uint8Array {
  return Buffer.from(text, 'hex');
}
