import { TrafficProfile } from '../personas/traffic-profile.ts';
import type { Flow, L7Record } from '../telemetry/flow.ts';
import type { HostEvent } from '../telemetry/host-event.ts';
import { BoundedMap } from './bounded-map.ts';
import { outcomeOf } from './flow-outcome.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext } from './signal.ts';
import { ALL_SIGNALS } from './signals/all-signals.ts';

const MAX_SIGNATURES = 64;
const MAX_NAMES = 16;
const MAX_HOURS = 24 * 62;
const HOUR = 3600e6;

const flowListeners = (side: Side): readonly number[] =>
  ALL_SIGNALS.flatMap((kind, index) => (kind.flows && kind.sides.includes(side) ? [index] : []));

const recordListeners = (side: Side): ReadonlyMap<string, readonly number[]> => {
  const listeners = new Map<string, number[]>();
  for (const [index, kind] of ALL_SIGNALS.entries()) {
    if (!kind.sides.includes(side)) continue;
    for (const record of kind.records) listeners.set(record, [...(listeners.get(record) ?? []), index]);
  }
  return listeners;
};

const FLOW_LISTENERS = { client: flowListeners('client'), server: flowListeners('server') };
const RECORD_LISTENERS = { client: recordListeners('client'), server: recordListeners('server') };
const EVENT_LISTENERS = ALL_SIGNALS.flatMap((kind, index) => (kind.events ? [index] : []));

const OPEN_LISTENERS = ALL_SIGNALS.flatMap((kind, index) => (kind.readsOpenFlows === true ? [index] : []));

/** Where a name was learnt, the most telling first. */
export const NAME_SOURCES = ['dhcp', 'netbios', 'mdns', 'event', 'greeting'] as const;

/** All that is gathered on one address (or on a host known by name alone), bounded whatever arrives. */
export class HostTrace {
  readonly address: string;
  /** Order in which traces were begun. */
  readonly order: number;
  readonly profile = new TrafficProfile();
  /** Names with the rank of their source in {@link NAME_SOURCES}. */
  readonly names = new Map<string, number>();
  readonly signatures = new BoundedMap<string, { kind: string; value: string; count: number }>(MAX_SIGNATURES);
  readonly facts = new BoundedMap<string, { name: string; value: string }>(32);
  readonly hours = new Set<number>();
  firstSeen = Number.POSITIVE_INFINITY;
  lastSeen = 0;
  flows = 0;
  packets = 0;
  bytesOut = 0;
  bytesIn = 0;
  /** The host sent something itself; a mere target is no subject. */
  spoke = false;
  /** Raised with every observation, so that conclusions can be kept while it stands still. */
  version = 0;
  readonly #signals: (Signal | undefined)[] = [];

  constructor(address: string, order: number) {
    this.address = address;
    this.order = order;
  }

  /** A flow that ended, its client as `src`. */
  addFlow(flow: Flow, side: Side): void {
    this.version++;
    this.touch(flow.start, flow.end);
    const mine = side === 'client' ? flow.out : flow.in;
    const theirs = side === 'client' ? flow.in : flow.out;
    this.flows++;
    this.packets += mine.packets + theirs.packets;
    this.bytesOut += mine.bytes;
    this.bytesIn += theirs.bytes;
    if (mine.packets > 0) this.spoke = true;
    if (flow.transport !== 'arp') {
      this.profile.add({
        outgoing: side === 'client',
        peer: side === 'client' ? flow.dst : flow.src,
        port: flow.dport,
        service: flow.service,
        answered: outcomeOf(flow) === 'answered',
        packets: mine.packets + theirs.packets,
        bytesOut: mine.bytes,
        bytesIn: theirs.bytes,
        start: flow.start,
      });
    }
    for (const index of FLOW_LISTENERS[side]) this.#signal(index)?.flow?.(flow, side);
  }

  addRecord(record: L7Record, ends: Ends, side: Side): void {
    this.version++;
    const listeners = RECORD_LISTENERS[side].get(record.kind);
    if (listeners === undefined) return;
    for (const index of listeners) this.#signal(index)?.record?.(record, ends, side);
  }

  addEvent(event: HostEvent): void {
    this.version++;
    this.touch(event.time, event.time);
    this.spoke = true;
    for (const index of EVENT_LISTENERS) this.#signal(index)?.event?.(event);
  }

  addName(name: string, source: (typeof NAME_SOURCES)[number]): void {
    if (name === '') return;
    const rank = NAME_SOURCES.indexOf(source);
    const known = this.names.get(name);
    if (known !== undefined ? rank < known : this.names.size < MAX_NAMES) this.names.set(name, rank);
  }

  addSignature(kind: string, value: string): void {
    if (value === '') return;
    const signature = this.signatures.obtain(`${kind} ${value}`, () => ({ kind, value, count: 0 }));
    if (signature !== undefined) signature.count++;
  }

  addFact(name: string, value: string): void {
    if (value !== '') this.facts.obtain(`${name} ${value}`, () => ({ name, value }));
  }

  touch(from: number, to: number): void {
    if (from < this.firstSeen) this.firstSeen = from;
    if (to > this.lastSeen) this.lastSeen = to;
    if (this.hours.size < MAX_HOURS) {
      this.hours.add(Math.floor(from / HOUR));
      this.hours.add(Math.floor(to / HOUR));
    }
  }

  /** What all signals conclude now. */
  assess(context: SignalContext): AlertDraft[] {
    if (context.openFlows.length > 0) for (const index of OPEN_LISTENERS) this.#signal(index);
    return this.#signals.flatMap((signal) => signal?.assess(context) ?? []);
  }

  #signal(index: number): Signal | undefined {
    const known = this.#signals[index];
    if (known !== undefined) return known;
    const made = ALL_SIGNALS[index]?.create();
    this.#signals[index] = made;
    return made;
  }
}
