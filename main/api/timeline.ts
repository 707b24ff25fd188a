import type { z } from 'zod';
import type { PersonaShare, timelineSchema } from '../../shared/contract/subject.ts';
import type { TimeWindow } from '../../shared/units.ts';
import type { Session } from '../captures/session.ts';
import type { SessionJudge } from '../captures/session-parts.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';
import { riskThen } from '../detection/risk-history.ts';
import type { Thresholds } from '../detection/thresholds.ts';
import type { HostEvent } from '../telemetry/host-event.ts';
import { sumByTime } from '../store/flow-summaries.ts';
import { riskPartsOf } from './risk-parts.ts';

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
  thresholds(): Thresholds;
}

/** One thing a subject did, as it is told to a judge. */
interface Deed {
  time: number;
  tell: (judge: SessionJudge) => void;
}

/** What a subject did in a window, in order of time: its flows with their records, and what its host told. */
function deedsOf(session: Session, subject: SubjectAssessment, window: TimeWindow): Deed[] {
  const selection = { condition: everything, addresses: subject.addresses, window };
  const total = session.store.countFlows(selection);
  const every = Math.max(1, Math.ceil(total / maxFlows));
  // Ids first: the statement that walks must not stay open while others read.
  const flows = [...session.store.eachFlow(selection)].filter((_, index) => index % every === 0);
  const deeds: Deed[] = flows.map(({ id, start }) => ({
    time: Math.max(start, window.from),
    tell: (judge) => {
      const found = session.store.getFlow(id);
      if (!found) return;
      for (const detail of session.store.listRecords(id, maxRecords).details) {
        judge.observe({ kind: 'record', record: session.codec.record(detail) });
      }
      judge.observe({ kind: 'flow', flow: session.codec.flow(found.detail), final: true });
    },
  }));
  const hosts = [subject.name, ...subject.names, ...subject.addresses];
  const events = session.store.listEvents({ window, text: '', hosts }, 0, maxFlows);
  for (const row of events.rows) {
    const event = JSON.parse(row.body) as HostEvent;
    deeds.push({ time: row.time, tell: (judge) => judge.observe({ kind: 'event', event }) });
  }
  return deeds.sort((left, right) => left.time - right.time);
}

/**
 * Personas of a subject at the end of each bucket, judged on all it did until then: the last is what its card says.
 * @returns `buckets` entries, null where it did nothing in that bucket
 */
function judgeBuckets(
  session: Session,
  subject: SubjectAssessment,
  window: TimeWindow,
  buckets: number,
  judging: Judging,
): (PersonaShare[] | null)[] {
  const step = (window.to - window.from) / buckets;
  const judge = judging.judgeFor(subject.addresses.map((address) => `${address}/${address.includes(':') ? 128 : 32}`));
  const addresses = new Set(subject.addresses);
  const personas: (PersonaShare[] | null)[] = Array.from({ length: buckets }, () => null);
  const deeds = deedsOf(session, subject, {
    from: Math.min(window.from, session.toState().start ?? window.from),
    to: window.to,
  });
  let at = 0;
  while ((deeds[at]?.time ?? window.from) < window.from) deeds[at++]?.tell(judge);
  for (let bucket = 0; bucket < buckets; bucket++) {
    // Sums of fractions may fall short of the end: the last bucket takes what is left.
    const end = bucket === buckets - 1 ? Number.POSITIVE_INFINITY : window.from + (bucket + 1) * step;
    const before = at;
    while ((deeds[at]?.time ?? Number.POSITIVE_INFINITY) < end) deeds[at++]?.tell(judge);
    if (at === before) continue;
    const judged = judge.assess().subjects.find((known) => known.addresses.some((address) => addresses.has(address)));
    personas[bucket] = judged?.personas ?? null;
  }
  return personas;
}

/** Persona by the end of a part of a session that begins with it; null when the subject was not seen there. */
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
  const thresholds = judging.thresholds();
  const parts = riskPartsOf(session, subject);
  // A judgement a bucket is dear: at most 40 of them, whatever is asked for bars.
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
        risk: subject.risk === null ? null : riskThen(parts, time + step, thresholds),
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
