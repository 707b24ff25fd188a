import type { Intelligence } from '../intel/intelligence.ts';
import type { Flow, L7Record } from '../telemetry/flow.ts';
import type { HostEvent } from '../telemetry/host-event.ts';
import type { Thresholds } from './thresholds.ts';

/**
 * Where a peer is, seen from the host that is judged: `near` shares its network, `internal` is another local host,
 * `outside` is neither, `group` is multicast or broadcast, `self` the host itself.
 */
export type Scope = 'self' | 'near' | 'internal' | 'outside' | 'group';

/** Which end of the flow the judged host is. */
export type Side = 'client' | 'server';

/** Ends of the flow a record was seen in, its client first. */
export interface Ends {
  id: number;
  transport: Flow['transport'];
  src: string;
  sport: number;
  dst: string;
  dport: number;
  start: number;
}

/** What a signal may ask about the world while it concludes. */
export interface SignalContext {
  host: string;
  thresholds: Thresholds;
  /** What feeds list, null where there are none. */
  intelligence: Intelligence | null;
  scopeOf(peer: string): Scope;
  /** A name the address was asked for by (DNS, SNI, Host), '' if none: what has a name was not found by guessing. */
  nameOf(address: string): string;
  /** Host names learnt for the judged host, lower case. */
  ownNames: readonly string[];
  /** The host forwards for others, or answers for the gateway's address. */
  isGateway: boolean;
  /** The host accepts mail for others. */
  isMailServer: boolean;
  /** Flows of the host that go on, as far as seen. */
  openFlows: readonly { flow: Flow; side: Side }[];
}

/** What a signal concludes, before it becomes an alert of a subject. */
export interface AlertDraft {
  /** Stable kebab-case type: the risk weights and the console know it. */
  type: string;
  /** Tells alerts of one type of one host apart, the same at every assessment. */
  key: string;
  title: string;
  /** One sentence with the figures. */
  why: string;
  /** ATT&CK ids, the most telling first; at least one. */
  techniques: string[];
  score: number;
  peers: string[];
  firstSeen: number;
  lastSeen: number;
  flows: number[];
  flowCount: number;
  filter: string;
  /** Feeds that it rests on. */
  feeds?: string[];
}

/**
 * Gathers evidence on one host and concludes from it. Memory is bounded whatever arrives; the order of arrival does
 * not matter beyond those bounds; `assess` may be called at any time and changes nothing.
 */
export interface Signal {
  /** A flow that ended, its client as `src`. */
  flow?(flow: Flow, side: Side): void;
  record?(record: L7Record, ends: Ends, side: Side): void;
  event?(event: HostEvent): void;
  assess(context: SignalContext): AlertDraft[];
}

/** How the judge makes a signal, and what it feeds to it. */
export interface SignalKind {
  name: string;
  /** Ends of flows and records it wants to hear of. */
  sides: readonly Side[];
  flows: boolean;
  records: readonly L7Record['kind'][];
  events: boolean;
  /** Concludes from flows that go on, even before it was fed anything. */
  readsOpenFlows?: true;
  create(): Signal;
}
