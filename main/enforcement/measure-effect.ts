import type { Change } from '../../shared/contract/enforcement.ts';
import type { Session } from '../captures/session.ts';
import type { PolicyWorld } from '../policy/policy-world.ts';
import type { FleetJudge } from '../policy/shadow/judge-connections.ts';
import { protocolOf } from '../policy/shadow/read-connections.ts';
import { toAddressText, toAddressValue } from '../store/address-value.ts';
import { firstFlowStart, readFlowsOf } from '../store/flow-slices.ts';
import type { ChangeJudges } from './change-judges.ts';
import { effectOf, type ServiceFigures } from './effect-of.ts';
import { type MeasuredConnection, measureServices } from './measure-services.ts';

type Effect = Change['effect'];
interface Window {
  from: number;
  to: number;
}

/** What is measured against what, microseconds: so long before a change, and as long until now, less what is still on its way to the store. */
const SPAN = 600e6;
const SETTLE = 5e6;
/** Shorter than this nothing is told: no call in a second or two would read as none at all. */
const SHORTEST = 10e6;
/** Flows read each way, addresses asked for, services told. */
const MOST_FLOWS = 20_000;
const MOST_ADDRESSES = 200;
const MOST_SERVICES = 4;

/** What the measures of a change are made of. */
export interface EffectParts {
  session: Pick<Session, 'store'>;
  world: PolicyWorld;
  judges: ChangeJudges;
  /** Rules in force now: what they deny is no harm but their purpose, and is told apart. */
  inForce: FleetJudge;
  /** UUIDs. */
  vms: readonly string[];
  /** Microseconds. */
  at: number;
  now: number;
}

/** Measures the services that VMs offer and use, before a change and since: of connections that its rules let through. @returns null: it is too early */
export function measureEffect({ session, world, judges, inForce, vms, at, now }: EffectParts): Effect | null {
  const chosen = new Set(vms);
  const own = world.vms.filter(({ uuid }) => chosen.has(uuid));
  const addresses = own.flatMap((vm) => vm.addresses).slice(0, MOST_ADDRESSES);
  const first = firstFlowStart(session.store);
  if (addresses.length === 0 || first === null) return [];
  const mine = new Set(addresses);
  const values = addresses.map(toAddressValue);
  const measure = (window: Window): ReturnType<typeof measureServices> => {
    // Where there is more than can be read at once, a shorter time is looked at: one that is read in full.
    for (const part of [1, 5, 25, 125]) {
      const shorter = { from: Math.max(window.from, window.to - SPAN / part), to: window.to };
      const flows = readFlowsOf(session.store, values, shorter, MOST_FLOWS);
      if (flows.length >= MOST_FLOWS) continue;
      const connections: MeasuredConnection[] = [];
      for (const [, start, finish, transport, src, sport, dst, dport, state, service, out, back] of flows) {
        const word = session.store.words.textOf(transport);
        const protocol = protocolOf(word);
        if (protocol < 0) continue;
        const ends = { src: toAddressText(src), dst: toAddressText(dst) };
        const seen = judges.seen({ ...ends, sport, dport, protocol, sure: true });
        if (inForce.judge(seen).permitted === false) continue;
        const told = {
          transport: word,
          dport,
          service: session.store.words.textOf(service),
          state: session.store.words.textOf(state),
          start,
          finish,
          bytes: out + back,
        };
        if (mine.has(ends.dst)) connections.push({ side: 'offers', ...told });
        if (mine.has(ends.src)) connections.push({ side: 'uses', ...told });
      }
      return measureServices(connections, shorter);
    }
    return new Map();
  };
  const before = { from: Math.max(first, at - SPAN), to: at };
  const since = { from: Math.max(at, now - SETTLE - SPAN), to: now - SETTLE };
  if (since.to - since.from < SHORTEST) return null;
  const [was, is] = [before.to > before.from ? measure(before) : new Map<string, never>(), measure(since)];
  const none = ({ from, to }: Window): ServiceFigures => ({
    seconds: Math.max(0, to - from) / 1e6,
    connections: 0,
    failed: 0,
    bytes: [],
    took: [],
    bytesInAll: 0,
  });
  const whose = own.length === 1 ? (own[0]?.name ?? '') : `${own.length} VMs`;
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((key) => ({ old: was.get(key), current: is.get(key) }))
    .map(({ old, current }) => ({
      name: `${(old ?? current)?.label ?? ''} ${(old ?? current)?.side === 'offers' ? 'offered' : 'used'} by ${whose}`,
      old: old?.figures ?? none(before),
      current: current?.figures ?? none(since),
    }))
    .sort(
      (one, other) => other.old.connections + other.current.connections - one.old.connections - one.current.connections,
    )
    .slice(0, MOST_SERVICES)
    .flatMap(({ name, old, current }) => effectOf(name, old, current))
    .filter(({ before: earlier, now: later }) => earlier !== null || later !== null);
}
