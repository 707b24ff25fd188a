/**
 * What an agent says, as it stands in the frames: see docs/agent-protocol.md. `boot` times are microseconds since the
 * guest booted, `real` ones since the epoch by the guest's own clock. Texts are cleaned and bounded, never trusted.
 */
export type AgentMessage =
  | {
      kind: 'hello';
      version: string;
      /** Hex. */
      bootId: string;
      startId: string;
      kernel: string;
      machine: string;
      real: number;
      boot: number;
      streams: string[];
      syscalls: 'bpf' | 'perf' | 'none';
      sha256: string;
      redaction: string;
      missing: { stream: string; why: string }[];
      distribution: string;
    }
  | { kind: 'bye'; reason: string }
  | { kind: 'counts'; from: number; to: number; threads: WireCounts[] }
  | { kind: 'sequences'; runs: WireRun[] }
  | { kind: 'events'; events: WireEvent[] }
  | { kind: 'memory'; boot: number; processes: WireMemory[] }
  | { kind: 'inventory'; part: number; parts: number; packages: WirePackage[]; real: number }
  | WireStatus
  | { kind: 'answer'; request: number; ok: boolean; text: string; bytes: Uint8Array; part: number; parts: number };

/** Whose thread something is. */
export interface WireThread {
  pid: number;
  tid: number;
  /** `boot` at which its process began. */
  start: number;
  name: string;
  service: string;
  container: string;
}

/** System calls of one thread in an interval. */
export interface WireCounts {
  thread: WireThread;
  is32Bit: boolean;
  /** Pairs of number and count. */
  counts: [number, number][];
}

/** System calls of one thread in order. */
export interface WireRun {
  thread: WireThread;
  is32Bit: boolean;
  boot: number;
  continues: boolean;
  calls: number[];
}

/** What happened at one moment. */
export interface WireEvent {
  boot: number;
  thread: WireThread;
  uid: number;
  detail: WireDetail;
}

/** What an event is about. */
export type WireDetail =
  | {
      kind: 'exec';
      program: string;
      argv: string[];
      parentPid: number;
      parentStart: number;
      parentName: string;
      sha256: string;
    }
  | { kind: 'exit'; code: number; signal: number; lived: number; peakBytes: number }
  | {
      kind: 'open';
      pathClass: string;
      path: string;
      read: boolean;
      write: boolean;
      create: boolean;
      truncate: boolean;
      error: number;
      count: number;
    }
  | { kind: 'write'; pathClass: string; bytes: number; files: number; renamed: number; deleted: number }
  | { kind: 'connect'; address: string; port: number; protocol: number; error: number }
  | { kind: 'accept'; address: string; port: number; ownPort: number; protocol: number }
  | { kind: 'privilege'; what: string; change: string; target: number }
  | { kind: 'dup'; descriptor: number };

/** Memory of one process. Bytes; faults and the like since the last. */
export interface WireMemory {
  pid: number;
  start: number;
  name: string;
  service: string;
  resident: number;
  shared: number;
  anonymous: number;
  fileBacked: number;
  swapped: number;
  minorFaults: number;
  majorFaults: number;
  workingSet: number;
  allocated: number;
  freed: number;
}

/** A package or a loaded library. */
export interface WirePackage {
  kind: 'deb' | 'rpm' | 'apk' | 'library';
  name: string;
  version: string;
  place: string;
  service: string;
  /** What it was built from, '' where that is itself or was not told. */
  source: string;
}

/** The sign of life of each second. */
export interface WireStatus {
  kind: 'status';
  real: number;
  boot: number;
  streams: { stream: string; told: number; lost: number; redacted: number }[];
  cpu: number;
  resident: number;
  waiting: number;
  threads: number;
  /** Bytes it may still send. */
  credit: number;
  guest: {
    cpu: number;
    memoryTotal: number;
    memoryAvailable: number;
    interfaces: { mac: string; received: number; sent: number }[];
    disks: { name: string; read: number; written: number }[];
  };
}
