import { METRICS, type RateRow } from './metrics.ts';
import type {
  CpuCounters,
  DiskCounters,
  InterfaceCounters,
  MemoryLevels,
  ResourceSample,
  SampleBatch,
  SampleTier,
} from './resource-sample.ts';

/** Seconds beyond which two samples are no neighbours: what lies between is a gap, and no mean is drawn over it. */
const LONGEST: Readonly<Record<SampleTier, number>> = { interfaces: 30, cpu: 60, disks: 300 };
/** Intervals shorter than this divide noise by nothing. */
const SHORTEST = 0.2;

interface Last {
  epoch: string;
  at: number;
  sample: ResourceSample;
}

/** Growth of a counter a second; NaN where one is missing or it started again. */
function rate(now: number | undefined, before: number | undefined, seconds: number): number {
  if (now === undefined || before === undefined || now < before) return Number.NaN;
  return (now - before) / seconds;
}

/** A share: what rounding of two clocks, or levels read one after the other, put beyond nothing and the whole is noise. */
function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((total, value) => (total === undefined || value === undefined ? undefined : total + value), 0);
}

function interfaceRates(now: InterfaceCounters, before: InterfaceCounters | undefined, seconds: number): Float64Array {
  return Float64Array.of(
    rate(now.rxBytes, before?.rxBytes, seconds),
    rate(now.txBytes, before?.txBytes, seconds),
    rate(now.rxPackets, before?.rxPackets, seconds),
    rate(now.txPackets, before?.txPackets, seconds),
    rate(
      now.rxErrors + now.rxDrops + now.txErrors + now.txDrops,
      before && before.rxErrors + before.rxDrops + before.txErrors + before.txDrops,
      seconds,
    ),
  );
}

function cpuRates(now: ResourceSample, before: ResourceSample, seconds: number): Float64Array {
  const cpu = (key: 'time' | 'wait' | 'delay'): number => {
    const online = Math.max(1, now.cpu?.online ?? 1);
    const grown = (counters: CpuCounters | undefined): number | undefined => counters?.[key];
    return share(rate(grown(now.cpu), grown(before.cpu), seconds) / 1e9 / online);
  };
  const { memory } = now;
  const swapped = (levels: MemoryLevels | undefined): number | undefined => sum([levels?.swapIn, levels?.swapOut]);
  return Float64Array.of(
    cpu('time'),
    cpu('wait'),
    cpu('delay'),
    memory?.available === undefined || memory.unused === undefined || memory.available <= 0
      ? Number.NaN
      : share(1 - (memory.usable ?? memory.unused) / memory.available),
    (memory?.rss ?? Number.NaN) * 1024,
    (memory?.current ?? Number.NaN) * 1024,
    rate(memory?.majorFaults, before.memory?.majorFaults, seconds),
    rate(swapped(memory), swapped(before.memory), seconds) * 1024,
    rate(now.perf?.['instructions'], before.perf?.['instructions'], seconds),
    rate(now.perf?.['cache_misses'], before.perf?.['cache_misses'], seconds),
  );
}

function diskRates(now: DiskCounters, before: DiskCounters | undefined, seconds: number): Float64Array {
  const latency = (time: 'readTime' | 'writeTime', requests: 'readRequests' | 'writeRequests'): number => {
    const done = rate(now[requests], before?.[requests], seconds);
    // Without a request there is no latency to speak of.
    return done > 0 ? rate(now[time], before?.[time], seconds) / done / 1e6 : Number.NaN;
  };
  return Float64Array.of(
    rate(now.readBytes, before?.readBytes, seconds),
    rate(now.writeBytes, before?.writeBytes, seconds),
    rate(now.readRequests, before?.readRequests, seconds),
    rate(now.writeRequests, before?.writeRequests, seconds),
    latency('readTime', 'readRequests'),
    latency('writeTime', 'writeRequests'),
    rate(now.errors, before?.errors, seconds),
  );
}

/** Whether no counter of a device fell. */
function goesOn(now: object, before: object): boolean {
  const earlier = new Map<string, unknown>(Object.entries(before));
  return Object.entries(now).every(([key, value]) => {
    const then = earlier.get(key);
    return typeof value !== 'number' || typeof then !== 'number' || value >= then;
  });
}

/**
 * Counters of all devices added up, now and before, so that a VM as a whole is measured like one device. A device that
 * was not there before, or started again, is left out: it would bring all it ever counted.
 */
function total<T extends { name: string }>(devices: readonly T[], known: readonly T[]): [T, T] | null {
  const before = new Map(known.map((device) => [device.name, device]));
  const both = devices.flatMap((device) => {
    const earlier = before.get(device.name);
    return earlier === undefined ? [] : [[device, earlier] as const];
  });
  const [only] = both;
  if (only !== undefined && both.length === 1) return [...only];
  const same = both.filter(([device, earlier]) => goesOn(device, earlier));
  const [first, ...rest] = same;
  if (first === undefined) return null;
  // Of what only some devices count there is no sum.
  const keys = new Set(
    Object.keys(first[0]).filter((key) => same.every((pair) => pair.every((device) => key in device))),
  );
  const add = (pick: 0 | 1): T => {
    const sums = new Map<string, unknown>(Object.entries(first[pick]).filter(([key]) => keys.has(key)));
    for (const pair of rest)
      for (const [key, value] of Object.entries(pair[pick])) {
        const own = sums.get(key);
        if (typeof value === 'number' && typeof own === 'number') sums.set(key, own + value);
      }
    return Object.fromEntries(sums) as T;
  };
  return [add(0), add(1)];
}

/**
 * Makes rates of counters: remembers the last sample of each VM and tier. Intervals are measured by the poller's clock
 * that never steps; a counter that started again, a new run of the poller or a gap gives no rate, never a negative one.
 */
export class RateMaker {
  readonly #last = new Map<string, Last>();

  /** @param host id of the host: during a migration two hosts count the same VM */
  take(host: string, batch: SampleBatch): RateRow[] {
    return batch.samples.flatMap((sample) => {
      const key = `${host} ${batch.tier} ${sample.uuid}`;
      const last = this.#last.get(key);
      const seconds = last === undefined ? 0 : (batch.at - last.at) / 1000;
      const follows = last !== undefined && last.epoch === batch.epoch;
      if (follows && seconds >= 0 && seconds < SHORTEST) return [];
      this.#last.set(key, { epoch: batch.epoch, at: batch.at, sample });
      if (!follows || seconds < 0 || seconds > LONGEST[batch.tier]) return [];
      return rowsOf(batch, sample, last.sample, seconds);
    });
  }

  /** Forgets a VM that is gone from a host. */
  forget(host: string, uuid: string): void {
    for (const tier of Object.keys(METRICS)) this.#last.delete(`${host} ${tier} ${uuid}`);
  }

  /** Forgets all VMs of a host but these. */
  keepOnly(host: string, uuids: ReadonlySet<string>): void {
    for (const key of this.#last.keys()) {
      const [owner, , uuid = ''] = key.split(' ');
      if (owner === host && !uuids.has(uuid)) this.#last.delete(key);
    }
  }
}

function rowsOf(batch: SampleBatch, now: ResourceSample, before: ResourceSample, seconds: number): RateRow[] {
  const { tier, time } = batch;
  const row = (device: string, values: Float64Array): RateRow => ({
    uuid: now.uuid,
    device,
    tier,
    time,
    seconds,
    values,
  });
  if (tier === 'cpu') return [row('', cpuRates(now, before, seconds))];
  const rows = <T extends { name: string }>(
    devices: readonly T[],
    known: readonly T[],
    measure: (device: T, earlier: T | undefined, span: number) => Float64Array,
  ): RateRow[] => {
    const sums = total(devices, known);
    if (sums === null) return [];
    const whole = row('', measure(sums[0], sums[1], seconds));
    if (devices.length < 2) return [whole];
    const earlier = new Map(known.map((device) => [device.name, device]));
    return [whole, ...devices.map((device) => row(device.name, measure(device, earlier.get(device.name), seconds)))];
  };
  return tier === 'interfaces'
    ? rows(now.interfaces ?? [], before.interfaces ?? [], interfaceRates)
    : rows(now.disks ?? [], before.disks ?? [], diskRates);
}
