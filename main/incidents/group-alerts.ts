import type { Alert } from '../../shared/contract/subject.ts';
import { kindOfAddress } from '../personas/address.ts';
import { LinkBook, type AlertLink } from './link-book.ts';

/** What grouping asks of the world around alerts. */
export interface AlertSurroundings {
  /** The VM that an address, MAC or id is of. */
  ownerOf(peer: string): string | undefined;
  /** How many VMs talk with a peer at all. */
  talkersOf(peer: string): number;
  /** VMs there are. */
  vms: number;
  /** Part of a story that an analyst keeps an alert in, undefined where nobody said so. */
  partOf(alert: string): string | undefined;
}

/** Alerts that make one story, in order of time, and what ties them. */
export interface AlertGroup {
  alerts: Alert[];
  ties: AlertLink[];
}

const hour = 3600e6;
/** Alerts of one VM, or of two that name each other, this close (microseconds) belong together. */
const near = 6 * hour;
/** VMs that call the same peer this close belong together: what controls them may be slow. */
const nearAtPeer = 24 * hour;
/** How much earlier what a step led to may be told than the step itself. */
const slack = 60e6;
/** An alert that names more VMs than this swept over them: it ties only to those that name it too. */
const sweep = 8;
/** An alert that names more peers than this tells of none of them in particular. */
const crowd = 20;
/** Tactics by which one VM does something to another, so that even a service that all use may be meant. */
const reaching = new Set([
  'Initial Access',
  'Execution',
  'Lateral Movement',
  'Credential Access',
  'Privilege Escalation',
]);

/** Whether so many VMs talk with a peer that sharing it says nothing. */
function isHub(peer: string, around: AlertSurroundings): boolean {
  return around.talkersOf(peer) >= Math.max(4, Math.ceil(around.vms / 4));
}

/** Whether an alert says that something happened; a way in that stands open is no part of a story. */
export function isTold({ type }: Pick<Alert, 'type'>): boolean {
  return type !== 'known-weakness';
}

/**
 * Groups alerts into stories: those of one VM near in time, a step from one VM to another that then alerts, and VMs that call
 * the same peer. What everybody talks to ties nothing. Pure; the order of `alerts` does not matter; n log n.
 */
export function groupAlerts(alerts: readonly Alert[], around: AlertSurroundings): AlertGroup[] {
  const told = alerts.filter(isTold).sort((a, b) => a.firstSeen - b.firstSeen || (a.id < b.id ? -1 : 1));
  const links = new LinkBook(told, (alert) => around.partOf(alert.id));
  const byVm = new Map<string, number[]>();
  for (const [index, { subject }] of told.entries()) append(byVm, subject, index);
  for (const indexes of byVm.values())
    tieChain(indexes, told, near, around, links, (alert) => `both on ${alert.subjectName}`);
  tieSteps(told, byVm, around, links);
  tiePeers(told, around, links);
  return links.groups();
}

function append(lists: Map<string, number[]>, key: string, index: number): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [index]);
  else known.push(index);
}

/** Ties each alert to the one before it, all in all and within each part that an analyst keeps together. */
function tieChain(
  indexes: readonly number[],
  told: readonly Alert[],
  most: number,
  around: AlertSurroundings,
  links: LinkBook,
  why: (alert: Alert) => string,
): void {
  const last = new Map<string, { index: number; end: number }>();
  for (const index of indexes) {
    const alert = told[index];
    if (alert === undefined) continue;
    for (const part of new Set(['', around.partOf(alert.id) ?? ''])) {
      const before = last.get(part);
      const gap = before === undefined ? Number.POSITIVE_INFINITY : Math.max(0, alert.firstSeen - before.end);
      if (before !== undefined && gap <= most) links.add(before.index, index, gap, why(alert));
      last.set(part, { index, end: gap <= most ? Math.max(before?.end ?? 0, alert.lastSeen) : alert.lastSeen });
    }
  }
}

/** Ties a step to what the VM it went to told from then on, and alerts of two VMs that name each other. */
function tieSteps(
  told: readonly Alert[],
  byVm: ReadonlyMap<string, number[]>,
  around: AlertSurroundings,
  links: LinkBook,
): void {
  const reached = told.map((alert) => reachedBy(alert, around));
  const naming = new Map<string, number[]>();
  for (const [index, { subject }] of told.entries()) {
    for (const target of reached[index]?.keys() ?? []) {
      append(naming, `${subject} ${target}`, index);
    }
  }
  for (const [index, alert] of told.entries()) {
    const targets = reached[index] ?? new Map<string, string>();
    for (const [target, peer] of targets) {
      const back = nearest(naming.get(`${target} ${alert.subject}`) ?? [], told, alert.firstSeen);
      if (back !== undefined)
        tie(index, back, told, links, (a, b) => `${a.subjectName} and ${b.subjectName} name each other`);
      const telling = reaching.has(alert.technique.tactic) || !isHub(peer, around);
      if (targets.size > sweep || !telling) continue;
      const ofTarget = byVm.get(target) ?? [];
      const next = ofTarget[placeFrom(ofTarget, told, alert.firstSeen - slack)];
      if (next !== undefined)
        tie(
          index,
          next,
          told,
          links,
          (a, b) => `${a.subjectName} reached ${b.subjectName}, which alerted from then on`,
        );
    }
  }
}

/** VMs that an alert names beside its own, each with the address it was named by. */
function reachedBy(alert: Alert, around: AlertSurroundings): Map<string, string> {
  const reached = new Map<string, string>();
  for (const peer of alert.peers) {
    const owner = around.ownerOf(peer);
    if (owner !== undefined && owner !== alert.subject && !reached.has(owner)) reached.set(owner, peer);
  }
  return reached;
}

function tie(
  from: number,
  to: number,
  told: readonly Alert[],
  links: LinkBook,
  why: (a: Alert, b: Alert) => string,
): void {
  const [a, b] = [told[from], told[to]];
  if (a === undefined || b === undefined) return;
  const gap = Math.max(0, b.firstSeen - a.lastSeen, a.firstSeen - b.lastSeen);
  if (gap <= near) links.add(from, to, gap, why(a, b));
}

/** Place of the first of the alerts (in order of time) that began at a time or later. */
function placeFrom(indexes: readonly number[], told: readonly Alert[], time: number): number {
  let low = 0;
  let high = indexes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((told[indexes[middle] ?? 0]?.firstSeen ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The alert that began nearest to a time. */
function nearest(indexes: readonly number[], told: readonly Alert[], time: number): number | undefined {
  const place = placeFrom(indexes, told, time);
  const [before, after] = [indexes[place - 1], indexes[place]];
  if (after === undefined || before === undefined) return after ?? before;
  const begin = (index: number): number => told[index]?.firstSeen ?? 0;
  return time - begin(before) <= begin(after) - time ? before : after;
}

/** Ties alerts of VMs that call the same peer, which is none of the VMs and not what everybody calls. */
function tiePeers(told: readonly Alert[], around: AlertSurroundings, links: LinkBook): void {
  const callers = new Map<string, number[]>();
  for (const [index, alert] of told.entries()) {
    if (alert.peers.length > crowd) continue;
    for (const peer of new Set(alert.peers)) {
      if (['group', 'loopback', 'link-local'].includes(kindOfAddress(peer)) || around.ownerOf(peer) !== undefined)
        continue;
      append(callers, peer, index);
    }
  }
  for (const [peer, indexes] of callers) {
    const vms = new Set(indexes.map((index) => told[index]?.subject));
    // What a feed accuses is no service that all share, however many call it.
    const listed = indexes.some((index) => (told[index]?.feeds?.length ?? 0) > 0);
    if (vms.size < 2 || (!listed && isHub(peer, around))) continue;
    tieChain(indexes, told, nearAtPeer, around, links, () => `both talk with ${peer}`);
  }
}
