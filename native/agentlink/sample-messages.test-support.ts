import type { AgentMessage, WireThread } from './agent-message.ts';

/** A thread of a web server. */
export const nginxThread: WireThread = {
  pid: 812,
  tid: 812,
  start: 9_000_000,
  name: 'nginx',
  service: 'nginx',
  container: '',
};

/** What an agent says when it starts. */
export const sampleHello: Extract<AgentMessage, { kind: 'hello' }> = {
  kind: 'hello',
  version: '0.1.0',
  bootId: '000102030405060708090a0b0c0d0e0f',
  startId: 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff',
  kernel: '6.1.0-28-cloud-amd64',
  machine: 'x86_64',
  real: 1_795_700_000_000_000,
  boot: 60_000_000,
  streams: ['counts', 'sequences', 'processes', 'files', 'network', 'privilege', 'memory', 'inventory'],
  syscalls: 'bpf',
  sha256: '11'.repeat(32),
  redaction: 'masked',
  missing: [{ stream: 'inventory', why: 'no package manager was found' }],
  distribution: 'Debian GNU/Linux 12',
};

/** The sign of life that follows, a second later. */
export const sampleStatus: Extract<AgentMessage, { kind: 'status' }> = {
  kind: 'status',
  real: 1_795_700_001_000_000,
  boot: 61_000_000,
  streams: [{ stream: 'counts', told: 12, lost: 1, redacted: 0 }],
  cpu: 12_000,
  resident: 6_291_456,
  waiting: 0,
  threads: 42,
  credit: 200_000,
  guest: {
    cpu: 5_000_000,
    memoryTotal: 134_217_728,
    memoryAvailable: 67_108_864,
    interfaces: [{ mac: '52:54:00:00:00:01', received: 1000, sent: 2000 }],
    disks: [{ name: 'vda', read: 4096, written: 8192 }],
  },
};

/** One of each message, with one of each event. */
export const sampleMessages: readonly AgentMessage[] = [
  sampleHello,
  sampleStatus,
  {
    kind: 'counts',
    from: 60_000_000,
    to: 61_000_000,
    threads: [
      {
        thread: nginxThread,
        is32Bit: false,
        counts: [
          [0, 12],
          [232, 4_000_000_000],
        ],
      },
    ],
  },
  {
    kind: 'sequences',
    runs: [
      { thread: nginxThread, is32Bit: false, boot: 60_500_000, continues: false, calls: [232, 288, 45, 1, 3, 65_535] },
      { thread: { ...nginxThread, tid: 813 }, is32Bit: true, boot: 60_600_000, continues: true, calls: [] },
    ],
  },
  {
    kind: 'events',
    events: [
      {
        kind: 'exec' as const,
        program: '/usr/bin/dash',
        argv: ['sh', '-c', 'id'],
        parentPid: 812,
        parentStart: 9_000_000,
        parentName: 'nginx',
        sha256: 'ab'.repeat(32),
      },
      { kind: 'exit' as const, code: -1, signal: 9, lived: 120_000, peakBytes: 1_048_576 },
      {
        kind: 'open' as const,
        pathClass: 'etc-secret',
        path: '/etc/shadow',
        read: true,
        write: false,
        create: false,
        truncate: false,
        error: -13,
        count: 3,
      },
      { kind: 'write' as const, pathClass: 'srv', bytes: 1e9, files: 400, renamed: 400, deleted: 1 },
      { kind: 'connect' as const, address: '203.0.113.9', port: 4444, protocol: 6, error: 0 },
      { kind: 'accept' as const, address: '2001:db8::1', port: 51_000, ownPort: 443, protocol: 6 },
      { kind: 'privilege' as const, what: 'setuid', change: '33 → 0', target: 0 },
      { kind: 'privilege' as const, what: 'ptrace', change: '', target: 1 },
      { kind: 'dup' as const, descriptor: 1 },
    ].map((detail, index) => ({ boot: 60_700_000 + index, thread: nginxThread, uid: 33, detail })),
  },
  {
    kind: 'memory',
    boot: 61_000_000,
    processes: [
      {
        pid: 812,
        start: 9_000_000,
        name: 'nginx',
        service: 'nginx',
        resident: 9e6,
        shared: 4e6,
        anonymous: 3e6,
        fileBacked: 2e6,
        swapped: 0,
        minorFaults: 20,
        majorFaults: 1,
        workingSet: 0,
        allocated: 4096,
        freed: 0,
      },
    ],
  },
  {
    kind: 'inventory',
    part: 1,
    parts: 2,
    real: 1_795_700_001_000_000,
    packages: [
      { kind: 'deb', name: 'libssl3', version: '3.0.11-1', place: 'amd64', service: '', source: 'openssl (3.0.11-1)' },
      {
        kind: 'library',
        name: 'libssl.so.3',
        version: '',
        place: '/usr/lib/libssl.so.3',
        service: 'nginx',
        source: '',
      },
    ],
  },
  { kind: 'answer', request: 7, ok: true, text: 'done', bytes: Uint8Array.of(1, 2, 3), part: 2, parts: 3 },
  { kind: 'bye', reason: 'asked to end' },
];
