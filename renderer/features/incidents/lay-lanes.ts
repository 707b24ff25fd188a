import type { Incident } from '../../../shared/contract/incidents.ts';
import type { SubjectRow } from '../../../shared/contract/subject.ts';

/** A horizontal lane of the drawing. */
export interface Lane {
  key: string;
  kind: 'outside' | 'subject';
  name: string;
  detail: string;
  risk: number | null;
}

/** A numbered step: on the lane of the incident's VM, with an arrow from or to the lanes of its peers. */
export interface LaneStep {
  number: number;
  alert: string;
  title: string;
  /** Place on the axis, 0 to 1. */
  at: number;
  from: number;
  /** Lane the arrow ends at; null where no peer has a lane. */
  to: number | null;
}

/** A story as lanes in order of reach. */
export interface LaneDrawing {
  lanes: Lane[];
  /** Peers without a lane of their own. */
  folded: number;
  steps: LaneStep[];
  from: number;
  to: number;
}

const mostLanes = 6;

/** Lays the alerts of an incident on lanes: the outside, its VM, then the VMs it reached in order of first contact. */
export function layLanes(incident: Incident, rows: readonly SubjectRow[]): LaneDrawing {
  const own = rows.find((row) => row.id === incident.subject);
  const find = (peer: string): SubjectRow | undefined =>
    rows.find((row) => row.id === peer || row.addresses.includes(peer) || row.macs.includes(peer));
  const alerts = incident.alerts.toSorted((a, b) => a.firstSeen - b.firstSeen || (a.id < b.id ? -1 : 1));
  const outside = new Set<string>();
  const reached = new Map<string, SubjectRow>();
  for (const alert of alerts) {
    for (const peer of alert.peers) {
      const row = find(peer);
      if (row === undefined) outside.add(peer);
      else if (row.id !== incident.subject) reached.set(row.id, row);
    }
  }
  const inside = [...reached.values()];
  const shown = inside.slice(0, mostLanes - 2);
  const lanes: Lane[] = [];
  const [first] = outside;
  if (first !== undefined) {
    const detail = outside.size === 1 ? first : `${first} and ${outside.size - 1} more`;
    lanes.push({ key: 'outside', kind: 'outside', name: 'Outside', detail, risk: null });
  }
  const ownLane = lanes.length;
  lanes.push(laneOf(incident.subject, incident.subjectName, own?.addresses[0] ?? '', incident.risk));
  for (const row of shown) lanes.push(laneOf(row.id, row.name, row.addresses[0] ?? '', row.risk));
  const from = incident.firstSeen;
  const to = Math.max(incident.lastSeen, ...alerts.map((alert) => alert.lastSeen));
  const pad = Math.max(1e6, (to - from) * 0.06);
  const steps = alerts.map((alert, index): LaneStep => {
    const places = alert.peers.map((peer) => {
      const row = find(peer);
      return row === undefined
        ? lanes.findIndex((lane) => lane.key === 'outside')
        : lanes.findIndex((lane) => lane.key === row.id);
    });
    const target = places.find((place) => place >= 0 && place !== ownLane) ?? null;
    // What comes in is drawn from the peer to the VM.
    const inbound = alert.technique.tactic === 'Initial Access' && target !== null;
    return {
      number: index + 1,
      alert: alert.id,
      title: alert.title,
      at: (alert.firstSeen - (from - pad)) / (to - from + 2 * pad),
      from: inbound ? target : ownLane,
      to: inbound ? ownLane : target,
    };
  });
  return { lanes, folded: inside.length - shown.length, steps, from: from - pad, to: to + pad };
}

function laneOf(key: string, name: string, address: string, risk: number | null): Lane {
  return { key, kind: 'subject', name, detail: address === name ? '' : address, risk };
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
