import type { z } from 'zod';
import type { PersonaShare, timelineSchema } from '../../shared/contract/subject.ts';
import type { TimeWindow } from '../../shared/units.ts';
import type { Session, SessionJudge } from '../captures/session.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';
import type { RiskOverTime } from '../settings/settings-book.ts';
import { sumByTime } from '../store/flow-summaries.ts';

type Timeline = z.infer<typeof timelineSchema>;

/** Flows of a subject looked at for its personas over time; evenly thinned beyond. */
const maxFlows = 20_000;
/** Records of a flow told to the judge of a bucket. */
const maxRecords = 50;

const everything = { sql: '1', values: [] };

/** How a subject is judged by the settings as they stand. */
export interface Judging {
  /** Makes a judge that takes the given networks as local. */
  judgeFor(localNetworks: readonly string[]): SessionJudge;
  riskOverTime(): RiskOverTime;
}

/**
 * Personas of a subject in each bucket of time, each judged on that bucket alone.
 * @returns `buckets` entries, null where nothing was seen
 */
function judgeBuckets(
  session: Session,
  subject: SubjectAssessment,
  window: TimeWindow,
  buckets: number,
  judging: Judging,
): (PersonaShare[] | null)[] {
  const step = (window.to - window.from) / buckets;
  const selection = { condition: everything, addresses: subject.addresses, window };
  const total = session.store.countFlows(selection);
  const every = Math.max(1, Math.ceil(total / maxFlows));
  const own = subject.addresses.map((address) => `${address}/${address.includes(':') ? 128 : 32}`);
  const judges: (SessionJudge | null)[] = Array.from({ length: buckets }, () => null);
  let seen = 0;
  // Ids first: the statement that walks must not stay open while others read.
  const ids = [...session.store.eachFlow(selection)].map((flow) => flow.id);
  for (const id of ids) {
    if (seen++ % every !== 0) continue;
    const found = session.store.getFlow(id);
    if (!found) continue;
    const flow = session.codec.flow(found.detail);
    const bucket = Math.min(buckets - 1, Math.max(0, Math.floor((flow.start - window.from) / step)));
    const judge = (judges[bucket] ??= judging.judgeFor(own));
    for (const detail of session.store.listRecords(id, maxRecords).details) {
      judge.observe({ kind: 'record', record: session.codec.record(detail) });
    }
    judge.observe({ kind: 'flow', flow, final: true });
  }
  const addresses = new Set(subject.addresses);
  return judges.map((judge) => {
    const judged = judge?.assess().subjects.find((known) => known.addresses.some((address) => addresses.has(address)));
    return judged?.personas ?? null;
  });
}

/** Persona in a part of a session, judged on that part alone; null when the subject was not seen there. */
export function judgePart(
  session: Session,
  subject: SubjectAssessment,
  window: TimeWindow,
  judging: Judging,
): PersonaShare[] | null {
  return judgeBuckets(session, subject, window, 1, judging)[0] ?? null;
}

/** Persona, risk and volume of a subject over time. */
export function toTimeline(
  session: Session,
  subject: SubjectAssessment,
  window: TimeWindow,
  buckets: number,
  judging: Judging,
): Timeline {
  const step = (window.to - window.from) / buckets;
  const riskAt = judging.riskOverTime();
  // Personas need enough behaviour a bucket to mean anything: at most 40 of them, whatever is asked for bars.
  const personaBuckets = Math.min(40, buckets);
  const personas = judgeBuckets(session, subject, window, personaBuckets, judging);
  const labels = new Map<string, { label: string; family: PersonaShare['family']; hostile: boolean; weight: number }>();
  for (const shares of personas) {
    for (const share of shares ?? []) {
      const known = labels.get(share.label) ?? {
        label: share.label,
        family: share.family,
        hostile: share.hostile,
        weight: 0,
      };
      known.weight += share.probability;
      labels.set(share.label, known);
    }
  }
  const ordered = [...labels.values()].sort((left, right) => right.weight - left.weight);
  const sides = (['src', 'dst'] as const).map(
    (side) =>
      new Map(
        sumByTime(
          session.store,
          { condition: everything, addresses: subject.addresses, side, window },
          window.from,
          step,
        ).map((sum) => [sum.bucket, sum]),
      ),
  );
  return {
    from: window.from,
    to: window.to,
    step,
    labels: ordered.map(({ weight: _weight, ...label }) => label),
    buckets: Array.from({ length: buckets }, (_, bucket) => {
      const time = window.from + bucket * step;
      const started = sides[0]?.get(bucket);
      const answered = sides[1]?.get(bucket);
      const shares = personas[Math.floor((bucket * personaBuckets) / buckets)] ?? null;
      const byLabel = shares && new Map(shares.map((share) => [share.label, share.probability]));
      return {
        time,
        personas: byLabel && ordered.map(({ label }) => byLabel.get(label) ?? 0),
        risk: subject.risk === null ? null : riskAt(subject.alerts, time + step),
        bytesOut: (started?.bytesOut ?? 0) + (answered?.bytesIn ?? 0),
        bytesIn: (started?.bytesIn ?? 0) + (answered?.bytesOut ?? 0),
        flows: (started?.flows ?? 0) + (answered?.flows ?? 0),
      };
    }),
    events: subject.alerts.map((alert) => ({
      time: alert.firstSeen,
      title: alert.title,
      alert: alert.id,
      score: alert.score,
    })),
  };
}
