import type { FeedPreview } from '../../shared/contract/intel.ts';
import type { SubjectRow } from '../../shared/contract/subject.ts';
import type { Session } from '../captures/session.ts';
import type { Intelligence } from '../intel/intelligence.ts';
import { MatchLedger } from '../intel/match-ledger.ts';
import { RulePreview } from './rule-preview.ts';

/** Rows that are told; the counts are of all. */
const mostRows = 200;
/** A thing whose reputation falls below raises an alert. */
const alertBelow = 0.475;

/** Whom a feed is judged beside. */
export interface Judged {
  feed: string;
  /** What is believed without it; null where that is nothing, or where it is believed already. */
  before: Intelligence | null;
  /** What is believed with it. */
  after: Intelligence;
}

/** Asks a feed about all that a session holds: what believing it would meet, add and repeat. */
export function tellFeedPreview(session: Session, subjects: readonly SubjectRow[], judged: Judged): FeedPreview {
  const ledger = new MatchLedger();
  const rules = new RulePreview(judged.after, judged.feed);
  session.replay({
    observe: (observation) => {
      ledger.observe(observation);
      rules.observe(observation);
    },
    assess: () => session.assessment,
  });
  const owners = new Map<string, SubjectRow>();
  for (const subject of subjects) for (const address of subject.addresses) owners.set(address, subject);
  const met = ledger
    .match(judged.after)
    .filter(({ opinion }) => opinion.listings.some(({ feed }) => feed === judged.feed))
    .map(({ asked, opinion, times, firstSeen, lastSeen, hosts }) => {
      const before = judged.before?.ask(asked) ?? null;
      const own = opinion.listings.find(({ feed }) => feed === judged.feed);
      const touched = new Map(
        hosts.flatMap((host) => (owners.get(host) === undefined ? [] : [[host, owners.get(host)]])),
      );
      return {
        value: asked.port > 0 ? `${asked.value}:${asked.port}` : asked.value,
        kind: asked.kind,
        matchKind: own?.matchKind ?? '',
        times,
        firstSeen,
        lastSeen,
        subjects: [...new Set(touched.values())].flatMap((row) =>
          row === undefined ? [] : [{ id: row.id, name: row.name }],
        ),
        knownBy: [...new Set((before?.listings ?? []).map(({ feedName }) => feedName))],
        warnings: opinion.warnings.map(({ name }) => name),
        before: before?.reputation.value ?? 0.5,
        after: opinion.reputation.value,
      };
    })
    .sort((left, right) => left.after - right.after || right.times - left.times || (left.value < right.value ? -1 : 1));
  const { flows } = session.toState();
  return {
    things: met.length,
    times: met.reduce((sum, { times }) => sum + times, 0),
    subjects: new Set(met.flatMap((row) => row.subjects.map(({ id }) => id))).size,
    known: met.filter(({ knownBy }) => knownBy.length > 0).length,
    warned: met.filter(({ warnings }) => warnings.length > 0).length,
    alertsAdded: met.filter(({ before, after }) => before >= alertBelow && after < alertBelow).length,
    alertBelow,
    rows: met.slice(0, mostRows),
    ...rules.tell(owners, mostRows),
    basis: `judged on ${flows} stored flows and their names; what was lost on the way was not judged`,
  };
}
