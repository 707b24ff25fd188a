/**
 * Counters of one VM at one moment, as the hypervisor tells them: they only grow, until they start again. Rates are made
 * of two samples of the same VM and tier. A counter the host does not offer is absent, never 0.
 */
export interface ResourceSample {
  uuid: string;
  cpu?: CpuCounters;
  memory?: MemoryLevels;
  interfaces?: InterfaceCounters[];
  disks?: DiskCounters[];
  /** Hardware events since the VM started, by libvirt's name: `cache_misses`, `instructions`, `cpu_cycles` … */
  perf?: Record<string, number>;
}

/** Nanoseconds since the VM started. */
export interface CpuCounters {
  time: number;
  user?: number;
  system?: number;
  /** Number of virtual CPUs that are online. */
  online: number;
  /** Waiting on I/O, summed over vCPUs. */
  wait?: number;
  /** Runnable but not running (steal as the guest sees it), summed over vCPUs. */
  delay?: number;
}

/** KiB; levels, not counters, but for faults and swaps. */
export interface MemoryLevels {
  current: number;
  maximum: number;
  rss?: number;
  unused?: number;
  available?: number;
  usable?: number;
  swapIn?: number;
  swapOut?: number;
  majorFaults?: number;
  minorFaults?: number;
}

/** As the guest's interface counts: received means by the VM. */
export interface InterfaceCounters {
  name: string;
  rxBytes: number;
  rxPackets: number;
  rxErrors: number;
  rxDrops: number;
  txBytes: number;
  txPackets: number;
  txErrors: number;
  txDrops: number;
}

/** Bytes, requests, and nanoseconds spent on them. */
export interface DiskCounters {
  name: string;
  readBytes: number;
  readRequests: number;
  readTime: number;
  writeBytes: number;
  writeRequests: number;
  writeTime: number;
  flushRequests?: number;
  flushTime?: number;
  errors?: number;
}

/** Groups of counters that are polled together, because they cost alike. */
export type SampleTier = 'interfaces' | 'cpu' | 'disks';

/** Samples of one poll. */
export interface SampleBatch {
  tier: SampleTier;
  /** Microseconds since the epoch, of the wall clock; may step. */
  time: number;
  /** Milliseconds of a clock that never steps; comparable only within one `epoch`. */
  at: number;
  /** Names the run of the poller: two samples of different epochs make no rate. */
  epoch: string;
  /** Milliseconds the poll took. */
  took: number;
  samples: ResourceSample[];
}
