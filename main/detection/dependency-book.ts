import type { Flow } from '../telemetry/flow.ts';
import { BoundedMap } from './bounded-map.ts';
import { outcomeOf } from './flow-outcome.ts';

/** Pairs of hosts, and services, beyond which no new one is kept. */
const MOST = 65_536;
/** Bytes of an answer above which more than a handshake came back: who only knocked does not use the service. */
const TALK = 250;

/** A service of one address that another was seen to use. */
export interface Dependency {
  client: string;
  server: string;
  transport: string;
  port: number;
  /** Application protocol where it is known, ''. */
  service: string;
  flows: number;
  firstSeen: number;
  lastSeen: number;
}

/** Who uses whose services, by address; bounded, and the same whatever the order in which flows are told. */
export class DependencyBook {
  readonly #kept = new BoundedMap<string, Dependency>(MOST);

  /** Takes a flow that ended, its client as `src`. */
  take(flow: Flow): void {
    if ((flow.transport !== 'tcp' && flow.transport !== 'udp') || outcomeOf(flow) !== 'answered') return;
    if (flow.transport === 'tcp' && flow.in.bytes <= TALK) return;
    const { src, dst, transport, dport, service, start, end } = flow;
    const dependency = this.#kept.obtain(`${src} ${dst} ${transport} ${dport}`, () => ({
      client: src,
      server: dst,
      transport,
      port: dport,
      service,
      flows: 0,
      firstSeen: start,
      lastSeen: end,
    }));
    if (dependency === undefined) return;
    dependency.flows++;
    dependency.firstSeen = Math.min(dependency.firstSeen, start);
    dependency.lastSeen = Math.max(dependency.lastSeen, end);
    // Recognised late or two ways: the same name whichever flow came first.
    if (service !== '' && (dependency.service === '' || service < dependency.service)) dependency.service = service;
  }

  /** What is kept, in no order that means anything. */
  all(): IterableIterator<Dependency> {
    return this.#kept.entries.values();
  }

  /** Services that found no room. */
  get refused(): number {
    return this.#kept.refused;
  }
}
