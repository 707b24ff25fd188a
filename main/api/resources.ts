import type { MienContract } from '../../shared/contract/contract.ts';
import type { Series } from '../../shared/contract/host.ts';
import type { ReturnOf } from '../../shared/rpc/procedure.ts';
import type { TimeWindow } from '../../shared/units.ts';
import type { Session } from '../captures/session.ts';
import { METRICS } from '../telemetry/metrics.ts';
import type { SampleTier } from '../telemetry/resource-sample.ts';
import { bucketMeans } from './bucket-means.ts';

const tiers: readonly SampleTier[] = ['cpu', 'interfaces', 'disks'];
/** Devices of a VM that are charted apart, by tier; the rest stand in the sum. */
const mostDevices = 8;

/** Microseconds between two polls of a tier, usually. */
const interval: Readonly<Record<SampleTier, number>> = { interfaces: 1e6, cpu: 5e6, disks: 30e6 };

/** Resources of a VM over a window, downsampled to at most so many buckets; series without a value are left out. */
export function toResources(
  session: Session,
  id: string,
  window: TimeWindow,
  wanted: number,
): ReturnOf<MienContract['subject.resources']> {
  const span = window.to - window.from;
  // A bucket finer than the slowest tier that fills every chart would show gaps that are none.
  const buckets = Math.max(1, Math.min(wanted, Math.floor(span / 5e6)));
  const step = span / buckets;
  const { resources } = session.store;
  const series: Series[] = [];
  for (const tier of tiers) {
    for (const device of ['', ...resources.devicesOf(id, tier, window.from, window.to).slice(0, mostDevices)]) {
      const stored = resources.read(id, device, tier, window.from, window.to);
      for (const metric of METRICS[tier]) {
        const values = bucketMeans(stored, stored.values.get(metric.key) ?? [], window, step, buckets);
        if (values.every((value) => value === null)) continue;
        series.push({
          key: device === '' ? metric.key : `${metric.key}:${device}`,
          title: device === '' ? metric.title : `${metric.title}, ${device}`,
          unit: metric.unit,
          group: metric.group,
          values: bridge(values, Math.floor(interval[tier] / step)),
        });
      }
    }
  }
  const host = session.ledger.machines.get(id)?.facts.host ?? '';
  return {
    from: window.from,
    to: window.to,
    step,
    times: Array.from({ length: buckets }, (_, bucket) => window.from + bucket * step),
    series,
    gaps: resources.listGaps(host, window.from, window.to),
  };
}

/** Fills holes shorter than a tier's own interval with the value that follows: a mean over that interval stands for all of it. */
function bridge(values: readonly (number | null)[], longest: number): (number | null)[] {
  const filled = [...values];
  let hole = 0;
  for (let at = 0; at < filled.length; at++) {
    const value = filled[at];
    if (value === null || value === undefined) {
      hole++;
      continue;
    }
    if (hole > 0 && hole <= longest) filled.fill(value, at - hole, at);
    hole = 0;
  }
  return filled;
}
