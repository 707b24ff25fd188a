import { METRICS, type MetricKey, placeOf, type RateRow } from '../telemetry/metrics.ts';
import type { SampleTier } from '../telemetry/resource-sample.ts';
import { sayBytes, sayShare } from '../detection/say.ts';

/** What is watched of a VM as a whole, and from what change on it is worth a word. */
const WATCHED = [
  { key: 'cpu', floor: 0.08 },
  { key: 'memoryUsed', floor: 0.05 },
  { key: 'received', floor: 2e5 },
  { key: 'sent', floor: 2e5 },
  { key: 'packetsSent', floor: 200 },
  { key: 'read', floor: 1e6 },
  { key: 'written', floor: 1e6 },
] as const satisfies readonly { key: MetricKey; floor: number }[];

const PLACES: Readonly<Record<SampleTier, { index: number; place: number }[]>> = { interfaces: [], cpu: [], disks: [] };
for (const [index, { key }] of WATCHED.entries()) {
  const { tier, place } = placeOf(key);
  PLACES[tier].push({ index, place });
}

/** Time constants, seconds: what is usual, and what is now. */
const SLOW = 3600;
const FAST = 8;

/** A measure that left its usual range. */
export interface Excursion {
  key: MetricKey;
  /** Standard deviations between what is now and what was usual. */
  distance: number;
  text: string;
  expected: string;
}

interface Level {
  seen: number;
  mean: number;
  variance: number;
  now: number;
}

function say(key: MetricKey, value: number): string {
  const { tier, place } = placeOf(key);
  const metric = METRICS[tier][place];
  if (metric?.unit === 'share') return sayShare(value);
  return metric?.unit === 'bytes/s' ? `${sayBytes(value)}/s` : `${Math.round(value)} ${metric?.unit ?? ''}`;
}

/**
 * What is usual of a VM's resources, as exponentially weighted mean and spread (Roberts 1959), and how far what is now lies
 * from it. What is far off moves what is usual little.
 */
export class ResourceLevels {
  readonly #levels: Level[] = WATCHED.map(() => ({ seen: 0, mean: 0, variance: 0, now: 0 }));
  /** The greatest distance since it was last taken. */
  #worst: Excursion | null = null;
  #rows = 0;

  /** Takes rates of the VM as a whole; rows of single devices are passed over. */
  take(row: RateRow): void {
    if (row.device !== '') return;
    for (const { index, place } of PLACES[row.tier]) {
      const value = row.values[place];
      const level = this.#levels[index];
      const watched = WATCHED[index];
      if (value === undefined || Number.isNaN(value) || level === undefined || watched === undefined) continue;
      this.#rows++;
      level.now += (level.seen === 0 ? 1 : 1 - Math.exp(-row.seconds / FAST)) * (value - level.now);
      const spread = Math.max(Math.sqrt(level.variance), watched.floor, level.mean * 0.1);
      const distance = Math.abs(level.now - level.mean) / spread;
      if (level.seen > 60 && distance > (this.#worst?.distance ?? -1)) {
        const metric = METRICS[row.tier][place];
        this.#worst = {
          key: watched.key,
          distance,
          text: `${metric?.title ?? watched.key} ${say(watched.key, level.now)}`,
          expected: say(watched.key, level.mean),
        };
      }
      level.seen += row.seconds;
      const slow = Math.max(1 - Math.exp(-row.seconds / SLOW), Math.min(1, row.seconds / level.seen));
      const off =
        level.seen > 60 ? Math.max(-4 * spread, Math.min(4 * spread, value - level.mean)) : value - level.mean;
      level.mean += slow * off;
      level.variance = (1 - slow) * (level.variance + slow * off * off);
    }
  }

  /** The greatest distance since the last call, null where nothing was told or nothing is usual yet. */
  takeWorst(): Excursion | null {
    const worst = this.#worst;
    this.#worst = null;
    return worst;
  }

  /** Rates taken so far. */
  get rows(): number {
    return this.#rows;
  }

  /** All that {@link ResourceLevels.restore} needs. */
  toNumbers(): number[][] {
    return this.#levels.map(({ seen, mean, variance, now }) => [seen, mean, variance, now]);
  }

  restore(numbers: readonly (readonly number[])[]): void {
    for (const [index, level] of this.#levels.entries()) {
      const [seen = 0, mean = 0, variance = 0, now = 0] = numbers[index] ?? [];
      Object.assign(level, { seen, mean, variance, now });
    }
  }
}
