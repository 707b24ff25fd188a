import type { z } from 'zod';
import type { histogramSchema } from '../../shared/contract/session.ts';
import type { TimeWindow } from '../../shared/units.ts';
import type { Session } from '../captures/session.ts';
import { sumByTime } from '../store/flow-summaries.ts';

/** Flows walked one by one to spread their packets over their duration; beyond, they count where they start. */
const maxSpread = 200_000;

/** Volume of a session over time, with its alerts as marks. */
export function toHistogram(
  session: Session,
  window: TimeWindow,
  buckets: number,
  addresses: readonly string[] | undefined,
): z.infer<typeof histogramSchema> {
  const step = Math.max(1, (window.to - window.from) / buckets);
  const zeros = (): number[] => Array.from({ length: buckets }, () => 0);
  const packets = zeros();
  const bytes = zeros();
  const flows = zeros();
  const selection = { condition: { sql: '1', values: [] }, addresses, window };
  const clamp = (bucket: number): number => Math.min(buckets - 1, Math.max(0, bucket));
  if (session.toState().flows > maxSpread) {
    for (const sum of sumByTime(session.store, selection, window.from, step)) {
      const bucket = clamp(sum.bucket);
      packets[bucket] = (packets[bucket] ?? 0) + sum.packetsOut + sum.packetsIn;
      bytes[bucket] = (bytes[bucket] ?? 0) + sum.bytesOut + sum.bytesIn;
      flows[bucket] = (flows[bucket] ?? 0) + sum.flows;
    }
  } else {
    for (const flow of session.store.eachFlow(selection)) {
      const first = clamp(Math.floor((flow.start - window.from) / step));
      const last = clamp(Math.floor((flow.end - window.from) / step));
      const share = 1 / (last - first + 1);
      for (let bucket = first; bucket <= last; bucket++) {
        packets[bucket] = (packets[bucket] ?? 0) + (flow.packetsOut + flow.packetsIn) * share;
        bytes[bucket] = (bytes[bucket] ?? 0) + (flow.bytesOut + flow.bytesIn) * share;
      }
      if (flow.start >= window.from) flows[first] = (flows[first] ?? 0) + 1;
    }
  }
  const own = addresses && new Set(addresses);
  const marks = session.assessment.subjects
    .filter((subject) => !own || subject.addresses.some((address) => own.has(address)))
    .flatMap((subject) => subject.alerts)
    .filter((alert) => alert.firstSeen >= window.from && alert.firstSeen < window.to)
    .map((alert) => ({
      time: alert.firstSeen,
      score: alert.score,
      title: alert.title,
      subject: alert.subject,
      alert: alert.id,
    }));
  return { from: window.from, to: window.to, step, packets, bytes, flows, marks };
}
