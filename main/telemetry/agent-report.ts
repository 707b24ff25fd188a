/**
 * What the agent inside a guest tells, as typed records: see docs/agent-protocol.md. Times are microseconds since the
 * epoch unless said otherwise, brought there by the newest clock pair of the agent's status. All strings are a guest's
 * words: bounded, never trusted.
 */

/** Whose thread something is. Pid and start together name a process: pids are used again. */
export interface AgentThread {
  pid: number;
  tid: number;
  /** When its process began, microseconds since the guest booted. */
  start: number;
  /** The thread's name (comm). */
  name: string;
  /** What it works for: a unit or the program that began it. */
  service: string;
  /** Container id, '' outside any. */
  container: string;
}

/** Width of the system call numbers: x86-64 has its own, 32-bit programs use those of i386. */
export type SyscallAbi = 'x86_64' | 'i386' | 'aarch64';

export interface AgentCounts {
  thread: AgentThread;
  abi: SyscallAbi;
  from: number;
  to: number;
  /** Pairs of system call number and count. */
  counts: [number, number][];
}

export interface AgentSequence {
  thread: AgentThread;
  abi: SyscallAbi;
  /** Time of the first call. */
  time: number;
  /** Whether it goes on from the one told before of this thread without a gap. */
  continues: boolean;
  /** System call numbers in order; at most 4,096. */
  calls: number[];
}

/** What happened in a guest, one at a time. */
export type AgentEventDetail =
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

export interface AgentEvent {
  time: number;
  thread: AgentThread;
  uid: number;
  detail: AgentEventDetail;
}

export interface AgentMemory {
  time: number;
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

export interface AgentPackage {
  kind: 'deb' | 'rpm' | 'apk' | 'library';
  name: string;
  version: string;
  /** Architecture of a package, path of a library. */
  place: string;
  service: string;
  /** What it was built from, as its package manager writes it; '' or absent where that is itself or not told. */
  source?: string | undefined;
}

/** What an agent says of itself when it starts. */
export interface AgentHello {
  version: string;
  /** Hex of 16 bytes each. */
  bootId: string;
  startId: string;
  kernel: string;
  machine: string;
  distribution: string;
  streams: string[];
  /** Streams it cannot give, and why. */
  missing: { stream: string; why: string }[];
  syscalls: 'bpf' | 'perf' | 'none';
  /** Hex. */
  sha256: string;
  redaction: string;
}

/** The sign of life of each second. Counts are since the agent's start. */
export interface AgentStatus {
  /** The guest's own clock, microseconds since the epoch. */
  guestTime: number;
  /** Microseconds since the guest booted. */
  boot: number;
  streams: { stream: string; told: number; lost: number; redacted: number }[];
  cpu: number;
  resident: number;
  waiting: number;
  threads: number;
  guest: {
    cpu: number;
    memoryTotal: number;
    memoryAvailable: number;
    interfaces: { mac: string; received: number; sent: number }[];
    disks: { name: string; read: number; written: number }[];
  };
}

/** How the line to an agent is doing, as the console sees it. */
export type AgentLinkState =
  /** No agent has spoken yet, or not for some seconds. */
  | 'silent'
  | 'up'
  /** Told more than its quota: the line is closed for a while. */
  | 'flooding'
  /** What comes is not the protocol. */
  | 'garbled'
  /** Speaks another major version. */
  | 'incompatible'
  /** The channel cannot be opened: the detail says why. */
  | 'closed';

export type AgentRecord =
  | { kind: 'link'; state: AgentLinkState; detail: string }
  | { kind: 'hello'; hello: AgentHello }
  | { kind: 'status'; status: AgentStatus }
  | { kind: 'counts'; counts: AgentCounts }
  | { kind: 'sequence'; sequence: AgentSequence }
  | { kind: 'event'; event: AgentEvent }
  | { kind: 'memory'; memory: AgentMemory[] }
  | { kind: 'inventory'; part: number; parts: number; packages: AgentPackage[] }
  /** Frames that did not arrive, bytes that were no frame, numbers that went back. */
  | { kind: 'damage'; lostFrames: number; garbageBytes: number; replayedFrames: number }
  | { kind: 'bye'; reason: string };

/** Records of one VM's agent, in the order in which they came. */
export interface AgentReport {
  uuid: string;
  records: AgentRecord[];
}
