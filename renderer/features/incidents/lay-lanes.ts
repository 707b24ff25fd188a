import type { Incident } from '../../../shared/contract/incidents.ts';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { type StoryStep, foldSteps } from './fold-steps.ts';

/** A horizontal lane of the drawing. */
export interface Lane {
  key: string;
  kind: 'outside' | 'subject';
  name: string;
  detail: string;
  risk: number | null;
  /** What its alerts made of it, and from when on, 0 to 1; null where it told nothing. */
  hot: { risk: number; from: number } | null;
}

/** A numbered step: on the lane of its VM, with an arrow from or to the lane of a peer. */
export interface LaneStep {
  step: StoryStep;
  /** Place on the axis, 0 to 1. */
  at: number;
  from: number;
  /** Lane the arrow ends at; null where no peer has a lane. */
  to: number | null;
}

/** A story as lanes in order of reach. */
export interface LaneDrawing {
  lanes: Lane[];
  /** VMs without a lane of their own. */
  folded: number;
  steps: LaneStep[];
  /** Steps that are not drawn: those of VMs without a lane, and the weakest of very long stories. */
  left: number;
  from: number;
  to: number;
}

const mostLanes = 6;
const mostSteps = 40;
/** An alert that names more peers tells of none in particular. */
const sweep = 8;

/** Lays a story on lanes: the outside, then its VMs in order of reach, those that were only named last. */
export function layLanes(incident: Incident, rows: readonly SubjectRow[]): LaneDrawing {
  const owners = new Map<string, SubjectRow>();
  for (const row of rows) for (const name of [row.id, ...row.addresses, ...row.macs]) owners.set(name, row);
  // What was called on purpose is named before what was swept over.
  const telling = incident.alerts.toSorted(
    (a, b) => Number(a.peers.length > sweep) - Number(b.peers.length > sweep) || b.score - a.score,
  );
  const outside = [...new Set(telling.flatMap(({ peers }) => peers))].filter((peer) => !owners.has(peer));
  const from = incident.firstSeen;
  const to = Math.max(incident.lastSeen, from);
  const pad = Math.max(1e6, (to - from) * 0.06);
  const place = (time: number): number => (time - (from - pad)) / (to - from + 2 * pad);
  const lanes: Lane[] = [];
  const [first] = outside;
  if (first !== undefined) {
    const detail = outside.length === 1 ? first : `${first} and ${outside.length - 1} more`;
    lanes.push({ key: 'outside', kind: 'outside', name: 'Outside', detail, risk: null, hot: null });
  }
  const shown = incident.vms.slice(0, mostLanes - 1);
  for (const { id, name, risk, worst, since } of shown) {
    const address = owners.get(id)?.addresses[0] ?? '';
    lanes.push({
      key: id,
      kind: 'subject',
      name,
      detail: address === name ? '' : address,
      risk,
      hot: since === null ? null : { risk: worst, from: place(since) },
    });
  }
  const laneOf = new Map(lanes.map(({ key }, index) => [key, index]));
  const all = foldSteps(incident.alerts);
  const drawn = all.filter(({ lead }) => laneOf.has(lead.subject));
  const worst = new Set(drawn.toSorted((a, b) => b.lead.score - a.lead.score).slice(0, mostSteps));
  const steps = drawn
    .filter((step) => worst.has(step))
    .map((step): LaneStep => {
      const { subject, peers, technique, firstSeen } = step.lead;
      const own = laneOf.get(subject) ?? 0;
      const targets = peers.map((peer) => laneOf.get(owners.get(peer)?.id ?? 'outside'));
      const target = targets.find((lane) => lane !== undefined && lane !== own) ?? null;
      // What comes in is drawn from the peer to the VM.
      const inbound = target !== null && isInbound(step.lead.type, technique.tactic);
      return { step, at: place(firstSeen), from: inbound ? target : own, to: inbound ? own : target };
    });
  return {
    lanes,
    folded: incident.vms.length - shown.length,
    steps,
    left: all.length - steps.length,
    from: from - pad,
    to: to + pad,
  };
}

/** Whether an alert tells of what was done to its VM. */
function isInbound(type: string, tactic: string): boolean {
  return tactic === 'Initial Access' || type === 'lateral-target';
}

/** Moves places (pixels, in order) apart so that each keeps `least` to the one before it on the same lane. */
export function spreadSteps(steps: readonly { at: number; lane: number }[], width: number, least: number): number[] {
  const last = new Map<number, number>();
  return steps.map(({ at, lane }) => {
    const before = last.get(lane);
    const x = before === undefined ? at * width : Math.max(at * width, before + least);
    last.set(lane, x);
    return x;
  });
}
