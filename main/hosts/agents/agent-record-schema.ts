import { z } from 'zod';
import type { AgentRecord } from '../../telemetry/agent-report.ts';

/** Most records of one VM told at once. */
const MOST_RECORDS = 4096;
const MOST_CALLS = 4096;

const short = z.string().max(512);
const text = z.string().max(4096);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const integer = z.number().int().min(-0x8000_0000).max(0xffff_ffff);

const thread = z.object({ pid: count, tid: count, start: count, name: short, service: short, container: short });
const abi = z.enum(['x86_64', 'i386', 'aarch64']);

/** By one loop: there are tens of thousands a second. */
const calls = z.custom<number[]>(
  (value) => Array.isArray(value) && value.length <= MOST_CALLS && value.every((call) => isUpTo(call, 0xffff)),
);
const counts = z.custom<[number, number][]>(
  (value) =>
    Array.isArray(value) &&
    value.length <= 65_536 &&
    value.every(
      (pair) =>
        Array.isArray(pair) && pair.length === 2 && isUpTo(pair[0], 0xffff) && isUpTo(pair[1], Number.MAX_SAFE_INTEGER),
    ),
);

const detail = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('exec'),
    program: text,
    argv: z.array(text).max(64),
    parentPid: count,
    parentStart: count,
    parentName: short,
    sha256: short,
  }),
  z.object({ kind: z.literal('exit'), code: integer, signal: count, lived: count, peakBytes: count }),
  z.object({
    kind: z.literal('open'),
    pathClass: short,
    path: text,
    read: z.boolean(),
    write: z.boolean(),
    create: z.boolean(),
    truncate: z.boolean(),
    error: integer,
    count,
  }),
  z.object({
    kind: z.literal('write'),
    pathClass: short,
    bytes: count,
    files: count,
    renamed: count,
    deleted: count,
  }),
  z.object({ kind: z.literal('connect'), address: short, port: count, protocol: count, error: integer }),
  z.object({ kind: z.literal('accept'), address: short, port: count, ownPort: count, protocol: count }),
  z.object({ kind: z.literal('privilege'), what: short, change: short, target: count }),
  z.object({ kind: z.literal('dup'), descriptor: count }),
]);

const hello = z.object({
  version: short,
  bootId: short,
  startId: short,
  kernel: short,
  machine: short,
  distribution: short,
  streams: z.array(short).max(32),
  missing: z.array(z.object({ stream: short, why: short })).max(32),
  syscalls: z.enum(['bpf', 'perf', 'none']),
  sha256: short,
  redaction: short,
});

const status = z.object({
  guestTime: count,
  boot: count,
  streams: z.array(z.object({ stream: short, told: count, lost: count, redacted: count })).max(32),
  cpu: count,
  resident: count,
  waiting: count,
  threads: count,
  guest: z.object({
    cpu: count,
    memoryTotal: count,
    memoryAvailable: count,
    interfaces: z.array(z.object({ mac: short, received: count, sent: count })).max(256),
    disks: z.array(z.object({ name: short, read: count, written: count })).max(256),
  }),
});

const memory = z.object({
  time: count,
  pid: count,
  start: count,
  name: short,
  service: short,
  resident: count,
  shared: count,
  anonymous: count,
  fileBacked: count,
  swapped: count,
  minorFaults: count,
  majorFaults: count,
  workingSet: count,
  allocated: count,
  freed: count,
});

const onePackage = z.object({
  kind: z.enum(['deb', 'rpm', 'apk', 'library']),
  name: short,
  version: short,
  place: short,
  service: short,
  source: short.optional(),
});

const record: z.ZodType<AgentRecord> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('link'),
    state: z.enum(['silent', 'up', 'flooding', 'garbled', 'incompatible', 'closed']),
    detail: text,
  }),
  z.object({ kind: z.literal('hello'), hello }),
  z.object({ kind: z.literal('status'), status }),
  z.object({ kind: z.literal('counts'), counts: z.object({ thread, abi, from: count, to: count, counts }) }),
  z.object({
    kind: z.literal('sequence'),
    sequence: z.object({ thread, abi, time: count, continues: z.boolean(), calls }),
  }),
  z.object({ kind: z.literal('event'), event: z.object({ time: count, thread, uid: count, detail }) }),
  z.object({ kind: z.literal('memory'), memory: z.array(memory).max(8192) }),
  z.object({
    kind: z.literal('inventory'),
    part: count,
    parts: count,
    packages: z.array(onePackage).max(16_384),
  }),
  z.object({ kind: z.literal('damage'), lostFrames: count, garbageBytes: count, replayedFrames: count }),
  z.object({ kind: z.literal('bye'), reason: text }),
]);

/** What one agent told at once: bounded, and nothing else is taken. */
export const agentRecordsSchema = z.array(record).max(MOST_RECORDS);

function isUpTo(value: unknown, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}
