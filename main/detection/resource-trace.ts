import { METRICS, placeOf, type MetricKey, type RateRow } from '../telemetry/metrics.ts';
import type { SampleTier } from '../telemetry/resource-sample.ts';
import type { AlertDraft } from './signal.ts';
import { sayBytes, sayShare, saySpan } from './say.ts';
import type { Thresholds } from './thresholds.ts';

/** What is watched, what a lasting rise of it may mean, and how it is told. */
const WATCHED = [
  { key: 'cpu', technique: 'T1496', title: 'Computes far more than it used to', say: sayShare },
  { key: 'sent', technique: 'T1048.003', title: 'Sends far more than it used to', say: sayRate },
  { key: 'written', technique: 'T1486', title: 'Writes far more than it used to', say: sayRate },
] as const satisfies readonly { key: MetricKey; technique: string; title: string; say: (value: number) => string }[];

/** What is watched of each tier, found once: a watch that goes on after a restart takes millions of rows. */
const PLACES: Readonly<Record<SampleTier, { index: number; place: number }[]>> = { interfaces: [], cpu: [], disks: [] };
for (const [index, { key }] of WATCHED.entries()) {
  const { tier, place } = placeOf(key);
  PLACES[tier].push({ index, place });
}

function sayRate(value: number): string {
  return `${sayBytes(value)}/s`;
}

/** Time constants, seconds: what is normal moves slowly, what is now follows in a breath. */
const SLOW = 1800;
const FAST = 15;
const MICROS = 1e6;

/** A stretch in which a measure stood far above what was usual. */
interface Rise {
  from: number;
  to: number;
  usual: number;
  peak: number;
  /** Greatest distance in standard deviations. */
  distance: number;
}

/**
 * One measure over time: mean and variance by exponentially weighted sums of a slow clock, a level by a fast one. The
 * distance of the level from the mean tells a rise (Roberts 1959; the residual-and-level form that did best on NAB among
 * the plain ones). What stands out is not learnt from, until it has stood long enough to be the new normal.
 */
class Level {
  #seen = 0;
  #mean = 0;
  #variance = 0;
  #level = 0;
  #above = 0;
  #last: Rise | null = null;
  #open = false;

  get rise(): Rise | null {
    return this.#last;
  }

  take(value: number, seconds: number, time: number, thresholds: Thresholds['resources'], floor: number): void {
    const quick = 1 - Math.exp(-seconds / FAST);
    this.#level = this.#seen === 0 ? value : this.#level + quick * (value - this.#level);
    const deviation = Math.max(Math.sqrt(this.#variance), floor / thresholds.minDistance, this.#mean * 0.1);
    const distance = (this.#level - this.#mean) / deviation;
    const isWarm = this.#seen >= thresholds.warmUp / MICROS;
    const stands = isWarm && distance >= thresholds.minDistance;
    this.#seen += seconds;
    this.#above = stands ? this.#above + seconds : 0;
    if (stands && this.#above * MICROS >= thresholds.lasting) {
      if (!this.#open) {
        this.#open = true;
        this.#last = {
          from: time - this.#above * MICROS,
          to: time,
          usual: this.#mean,
          peak: this.#level,
          distance,
        };
      } else if (this.#last !== null) {
        this.#last.to = time;
        this.#last.peak = Math.max(this.#last.peak, this.#level);
        this.#last.distance = Math.max(this.#last.distance, distance);
      }
    } else if (!stands) this.#open = false;
    if (stands && this.#above * MICROS < thresholds.newNormal) return;
    // While little was seen the mean is the plain one: no first value weighs for half an hour.
    const slow = Math.max(1 - Math.exp(-seconds / SLOW), Math.min(1, seconds / this.#seen));
    // A jump is learnt by little until it shows in the level: taken whole, its first value would widen what is usual so
    // much that the rest of it seems usual too.
    const off = Math.min(value - this.#mean, isWarm ? thresholds.minDistance * deviation : Number.POSITIVE_INFINITY);
    this.#mean += slow * off;
    this.#variance = (1 - slow) * (this.#variance + slow * off * off);
  }
}

/** What the hypervisor's counters of one VM say, judged over time. Bounded; depends on the rates alone. */
export class ResourceTrace {
  readonly #levels = WATCHED.map(() => new Level());
  /** Raised with every rise that begins, goes on or ends. */
  version = 0;

  take(row: RateRow, thresholds: Thresholds): void {
    if (row.device !== '') return;
    for (const { index, place } of PLACES[row.tier]) {
      const value = row.values[place];
      if (value === undefined || Number.isNaN(value)) continue;
      const level = this.#levels[index];
      const before = level?.rise?.to;
      const floor =
        METRICS[row.tier][place]?.unit === 'share' ? thresholds.resources.minShare : thresholds.resources.minRate;
      level?.take(value, row.seconds, row.time, thresholds.resources, floor);
      if (level?.rise?.to !== before) this.version++;
    }
  }

  /** Drafts of what stood out; weak by themselves, since a host cannot tell work from harm by load alone. */
  assess(thresholds: Thresholds): AlertDraft[] {
    return WATCHED.flatMap(({ key, technique, title, say }, index) => {
      const rise = this.#levels[index]?.rise;
      if (rise === undefined || rise === null) return [];
      return [
        {
          type: 'resource-rise',
          key,
          title,
          why: `${say(rise.peak)} instead of ${say(rise.usual)} for ${saySpan(rise.to - rise.from)}, ${rise.distance.toFixed(0)} standard deviations above what was usual.`,
          techniques: [technique],
          score: thresholds.resources.score,
          peers: [],
          firstSeen: rise.from,
          lastSeen: rise.to,
          flows: [],
          flowCount: 0,
          filter: '',
        },
      ];
    });
  }
}
