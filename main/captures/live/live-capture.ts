import type { ParserPacket } from '../parser-messages.ts';
import type { ParserSink, SourceFile } from '../parser-port.ts';

/** An interface of a VM whose packets are captured. */
export interface TapSettings {
  /** Stable while the interface is the same: host, VM and MAC. */
  id: string;
  /** `host/vm/device`: names the interface in the files that are kept. */
  label: string;
  /** Addresses the VM may send from on it: lower case, colons. */
  macs: readonly string[];
  /**
   * Writes packets to its standard output as pcap (`WatchedHost.captureCommand`), or, for `conntrack`, connections as
   * lines. At its end an option of tcpdump may follow.
   */
  command: readonly string[];
  kind: 'packets' | 'conntrack';
  /**
   * `apart` runs the command twice, for frames the VM sends and for frames it gets, so that no forged address hides
   * who sent a frame. `together` runs it once and tells the two apart by address: for hosts where a process is dear.
   */
  directions: 'apart' | 'together';
}

/** Where switches send what they know of flows: IPFIX, NetFlow v9 and v5, and sFlow v5 are told apart by content. */
export interface CollectorSettings {
  id: string;
  /** Address to listen on; loopback unless asked otherwise. */
  address: string;
  port: number;
}

/** How a tap or a collector is doing. Counts go on over restarts. */
export interface TapStatus {
  id: string;
  state: 'starting' | 'running' | 'waiting' | 'ended';
  /** Why it waits or ended, one sentence; '' where nothing is wrong. */
  reason: string;
  /** Microseconds since the epoch of the next try, null where none is due. */
  retryAt: number | null;
  /** Frames read; those that entered the network here, and so count; bytes of the latter. */
  frames: number;
  counted: number;
  bytes: number;
  /** Frames lost between the interface and us: at most so many, as far as the capturing side has said. */
  dropped: number;
  /** Frames the VM sent from an address that is not its own. */
  forged: number;
}

/** Takes what live capture tells, in order. */
export interface LiveSink extends ParserSink {
  /** @param status at most each second, and whenever the state changes */
  tap(status: TapStatus): void;
  /** A file is full: from now on it only waits to be overwritten. */
  full(file: KeptFile): void;
}

/** A file of the ring: a whole pcapng. `file` in the packet index is its `generation`. */
export interface KeptFile extends SourceFile {
  generation: number;
  /** Earliest and latest packet in microseconds, 0 while it is empty. */
  start: number;
  end: number;
  packets: number;
}

/** Captures of running VMs: packets are parsed in the child and kept in a ring of files. */
export interface LiveCapture {
  /** Starts and ends captures as interfaces come and go; one that died is started again. */
  setTaps(taps: readonly TapSettings[]): void;
  setCollectors(collectors: readonly CollectorSettings[]): void;
  /** What the ring holds, oldest first. */
  files(): readonly KeptFile[];
  /**
   * Frames of a file of the ring, as `ParserPort.packets`.
   * @param file its generation
   * @throws {Refusal} `not-found` when they were overwritten
   */
  packets(file: number, index: readonly Uint8Array[], describe: boolean): Promise<(ParserPacket | null)[]>;
  /**
   * Copies the files that hold packets of a time to a folder, before they are overwritten.
   * @param from microseconds since the epoch
   * @returns the copies, oldest first; together they are one capture
   */
  keep(from: number, to: number, folder: string): Promise<KeptFile[]>;
  /** Ends all captures; resolves when every flow was told as over. */
  stop(): Promise<void>;
  /** Ends at once what runs. */
  close(): void;
}

/** How much is kept. */
export interface RingSettings {
  /** Where the files lie; made where it is missing. */
  folder: string;
  segments: number;
  segmentBytes: number;
}
