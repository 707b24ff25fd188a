import type { ResourceSample, SampleBatch, SampleTier } from '../../telemetry/resource-sample.ts';
import type { PollEvery } from '../host-port.ts';
import type { HostReport } from '../host-report.ts';

/** A batch later than so many of its intervals leaves a gap. */
const LATE = 2.2;

/** Tells batches of samples in order, and the gaps between them; lives longer than a connection. */
export class SampleBook {
  private readonly every: PollEvery;
  private readonly epoch: string;
  private readonly tell: (report: HostReport) => void;
  private readonly last = new Map<SampleTier, number>();
  private readonly reasons = new Map<SampleTier, string>();

  /** @param epoch names this run: its clock compares with no other */
  constructor(every: PollEvery, epoch: string, tell: (report: HostReport) => void) {
    this.every = every;
    this.epoch = epoch;
    this.tell = tell;
  }

  /** Why samples are missing from now on; told with the gap. The first reason stays until samples come again. */
  interrupt(reason: string, tiers: readonly SampleTier[] = ['interfaces', 'cpu', 'disks']): void {
    for (const tier of tiers) {
      if (!this.reasons.has(tier)) this.reasons.set(tier, reason);
    }
  }

  /**
   * Tells a batch.
   * @param at milliseconds of the clock that never steps, when the counters were read
   * @param took milliseconds the poll took
   */
  add(tier: SampleTier, at: number, took: number, samples: ResourceSample[]): void {
    const before = this.last.get(tier);
    // A second answer for a moment that was told already is no news.
    if (before !== undefined && at <= before) return;
    const time = wallTime(at);
    const reason = this.reasons.get(tier);
    if (before !== undefined && (reason !== undefined || at - before > LATE * this.every[tier])) {
      const from = time - Math.round((at - before) * 1000);
      this.tell({ type: 'gap', time, from, to: time, tier, reason: reason ?? 'The host answered late.' });
    }
    this.reasons.delete(tier);
    this.last.set(tier, at);
    const batch: SampleBatch = { tier, time, at, epoch: this.epoch, took, samples };
    this.tell({ type: 'samples', time, batch });
  }
}

/** Microseconds since the epoch of a moment of the clock that never steps. */
function wallTime(at: number): number {
  return Math.round((Date.now() - (performance.now() - at)) * 1000);
}
