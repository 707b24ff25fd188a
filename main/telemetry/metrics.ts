import type { Series } from '../../shared/contract/host.ts';
import type { SampleTier } from './resource-sample.ts';

/** One measure of a VM: a rate or a level, named once for store, charts and detectors. */
export interface Metric {
  key: string;
  title: string;
  unit: Series['unit'];
  group: Series['group'];
}

/** Measures by the tier that brings them, in the order in which rates are packed. */
export const METRICS = {
  interfaces: [
    { key: 'received', title: 'Received', unit: 'bytes/s', group: 'network' },
    { key: 'sent', title: 'Sent', unit: 'bytes/s', group: 'network' },
    { key: 'packetsReceived', title: 'Packets received', unit: 'packets/s', group: 'network' },
    { key: 'packetsSent', title: 'Packets sent', unit: 'packets/s', group: 'network' },
    { key: 'networkErrors', title: 'Errors and drops', unit: 'events/s', group: 'network' },
  ],
  cpu: [
    { key: 'cpu', title: 'CPU of its vCPUs', unit: 'share', group: 'cpu' },
    { key: 'cpuWait', title: 'Waiting for I/O', unit: 'share', group: 'cpu' },
    { key: 'cpuSteal', title: 'Steal', unit: 'share', group: 'cpu' },
    { key: 'memoryUsed', title: 'Memory in use', unit: 'share', group: 'memory' },
    { key: 'memoryResident', title: 'Resident on the host', unit: 'bytes', group: 'memory' },
    { key: 'balloon', title: 'Balloon', unit: 'bytes', group: 'memory' },
    { key: 'majorFaults', title: 'Major page faults', unit: 'events/s', group: 'memory' },
    { key: 'swapped', title: 'Swapped', unit: 'bytes/s', group: 'memory' },
    { key: 'instructions', title: 'Instructions', unit: 'events/s', group: 'hardware' },
    { key: 'cacheMisses', title: 'Cache misses', unit: 'events/s', group: 'hardware' },
  ],
  disks: [
    { key: 'read', title: 'Read', unit: 'bytes/s', group: 'disk' },
    { key: 'written', title: 'Written', unit: 'bytes/s', group: 'disk' },
    { key: 'readRequests', title: 'Read requests', unit: 'requests/s', group: 'disk' },
    { key: 'writeRequests', title: 'Write requests', unit: 'requests/s', group: 'disk' },
    { key: 'readLatency', title: 'Read latency', unit: 'ms', group: 'disk' },
    { key: 'writeLatency', title: 'Write latency', unit: 'ms', group: 'disk' },
    { key: 'diskErrors', title: 'Disk errors', unit: 'events/s', group: 'disk' },
  ],
} as const satisfies Record<SampleTier, readonly Metric[]>;

/** Key of a {@link Metric}. */
export type MetricKey = (typeof METRICS)[SampleTier][number]['key'];

/** Rates of one VM or one of its devices over one interval. */
export interface RateRow {
  uuid: string;
  /** Device the rates are of where the VM has several, '' for the VM as a whole. */
  device: string;
  tier: SampleTier;
  /** End of the interval, microseconds since the epoch. */
  time: number;
  /** Length of the interval by a clock that never steps. */
  seconds: number;
  /** By the tier's {@link METRICS}; NaN where the host offers no counter, or it started again. */
  values: Float64Array;
}

const places = new Map<string, { tier: SampleTier; place: number }>();
for (const tier of ['interfaces', 'cpu', 'disks'] as const)
  METRICS[tier].forEach(({ key }, place) => places.set(key, { tier, place }));

/** Where a metric lies among the values of its tier's rows. */
export function placeOf(key: MetricKey): { tier: SampleTier; place: number } {
  const found = places.get(key);
  if (found === undefined) throw new Error(`no metric ${key}`);
  return found;
}
