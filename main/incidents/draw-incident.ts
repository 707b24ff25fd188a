import type { Incident } from '../../shared/contract/incidents.ts';
import type { Alert, SubjectRow } from '../../shared/contract/subject.ts';
import { riskOf, withoutAnswer } from '../detection/risk.ts';
import type { Thresholds } from '../detection/thresholds.ts';
import type { NamedGroup } from './know-again.ts';
import { tellStory, titleStory } from './tell-story.ts';
import type { WorkedStory } from './worked-story.ts';

/** VMs told of beside those that alerted. */
const mostNamed = 20;
const mostPeers = 200;
/** An alert that names more peers tells of none of them in particular. */
const mostTelling = 8;
/** A single alert below this stands alone: it is no incident yet. */
const incidentFrom = 0.7;
/** What went on this long (microseconds) after it was closed as resolved was not. */
const goesOn = 600e6;

/** What is known around a story. */
export interface StoryFacts {
  thresholds: Thresholds;
  /** A VM's row by its id. */
  rowOf(id: string): Pick<SubjectRow, 'id' | 'name' | 'risk' | 'sensitivity'> | undefined;
  ownerOf(peer: string): string | undefined;
  notes: number;
}

/** Draws a story as the console shows it: what happened, to whom, and how far the work on it is. */
export function drawIncident(group: NamedGroup, worked: WorkedStory | undefined, facts: StoryFacts): Incident | null {
  const { alerts } = group;
  const [first] = alerts;
  if (first === undefined) return null;
  const vms = drawVms(alerts, facts);
  const scored = vms.filter(({ since }) => since !== null);
  const worst = Math.max(...scored.map((vm) => vm.worst));
  const since = worked === undefined ? 0 : countSince(worked, alerts);
  const isOpenAgain = worked?.state === 'closed' && since > 0;
  return {
    id: group.id,
    single: alerts.length === 1 && worst < incidentFrom,
    subject: first.subject,
    subjectName: first.subjectName,
    title: titleStory(alerts),
    summary: tellStory(alerts, vms, outsidersOf(alerts, facts)),
    risk: Math.max(...[...byVm(alerts).values()].map((own) => riskOf(own, facts.thresholds))),
    worst,
    state: isOpenAgain ? 'new' : (worked?.state ?? 'new'),
    outcome: worked?.outcome ?? null,
    since,
    assignee: worked?.assignee ?? '',
    vms,
    alerts,
    ties: group.ties,
    firstSeen: first.firstSeen,
    lastSeen: Math.max(...alerts.map(({ lastSeen }) => lastSeen)),
    peers: [...new Set(alerts.flatMap(({ peers }) => peers))].slice(0, mostPeers),
    heldBack: alerts.filter(({ answered }) => answered?.by === 'suppression').length,
    gone: false,
    merged: group.merged,
    splitFrom: worked?.splitFrom ?? null,
    notes: facts.notes,
  };
}

/** Peers that are none of the VMs, those of the strongest alerts first; what was swept over is not told one by one. */
function outsidersOf(alerts: readonly Alert[], facts: StoryFacts): string[] {
  const telling = alerts.filter(({ peers }) => peers.length <= mostTelling).toSorted((a, b) => b.score - a.score);
  const peers = telling.flatMap((alert) => alert.peers).filter((peer) => facts.ownerOf(peer) === undefined);
  return [...new Set(peers)];
}

function byVm(alerts: readonly Alert[]): Map<string, Alert[]> {
  const vms = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const own = vms.get(alert.subject);
    if (own === undefined) vms.set(alert.subject, [alert]);
    else own.push(alert);
  }
  return vms;
}

/** VMs in order of reach, then those that were named and told nothing. */
function drawVms(alerts: readonly Alert[], facts: StoryFacts): Incident['vms'] {
  const told = byVm(alerts);
  const drawn = [...told].map(([id, own]): Incident['vms'][number] => {
    const row = facts.rowOf(id);
    return {
      id,
      name: row?.name ?? own[0]?.subjectName ?? id,
      risk: row?.risk ?? null,
      worst: riskOf(own.map(withoutAnswer), facts.thresholds),
      sensitivity: row?.sensitivity ?? 'undeclared',
      since: own[0]?.firstSeen ?? 0,
      alerts: own.length,
    };
  });
  const named = new Set(alerts.flatMap(({ peers }) => peers.map((peer) => facts.ownerOf(peer))));
  for (const id of named) {
    const row = id === undefined || told.has(id) ? undefined : facts.rowOf(id);
    if (row === undefined || drawn.length >= told.size + mostNamed) continue;
    const { name, risk, sensitivity } = row;
    drawn.push({ id: row.id, name, risk, worst: 0, sensitivity, since: null, alerts: 0 });
  }
  return drawn;
}

/** Alerts that came since a story was closed, or went on though it was resolved. What was answered is none. */
function countSince({ closed, outcome }: WorkedStory, alerts: readonly Alert[]): number {
  if (closed === null) return 0;
  const seen = new Set(closed.alerts);
  return alerts.filter(
    ({ id, lastSeen, answered }) =>
      answered === undefined && (!seen.has(id) || (outcome === 'resolved' && lastSeen > closed.until + goesOn)),
  ).length;
}
