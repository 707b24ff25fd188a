import { kindOfAddress } from '../personas/address.ts';
import type { HostEvent } from '../telemetry/host-event.ts';
import type { HostTrace } from './host-trace.ts';

const MAX_HOSTS = 4096;
const MAX_EVENTS = 200_000;

interface EventHost {
  name: string;
  /** How often each address stood at an end of the host's own connections. */
  addresses: Map<string, number>;
  connections: number;
  pending: HostEvent[];
  /** Where its events went, once some did. */
  address: string;
}

/** Where a log of one machine does not name it. */
const UNNAMED = 'unnamed-host';

/** First label of a host name, lower case. */
const shortName = (name: string): string => (name.split('.', 1)[0] ?? '').toLowerCase();

/** By what an event's host is told apart: its name, an address, or that it ran a process; '' where it is nobody's. */
function keyOf(event: HostEvent): string {
  if (event.host !== '') return shortName(event.host);
  return event.addresses[0] ?? (event.process === null ? '' : UNNAMED);
}

/**
 * Finds the address of the hosts that events speak of: one the events give, the one that stands at an end of nearly
 * all their connections, or that of the host which bears the name in the network. A host without is a subject by name.
 */
export class EventHosts {
  readonly #hosts = new Map<string, EventHost>();
  #kept = 0;
  /** Events that found no room. */
  dropped = 0;

  observe(event: HostEvent): void {
    const key = keyOf(event);
    // A notice of nobody cannot be held against anybody.
    if (key === '') return;
    let host = this.#hosts.get(key);
    if (host === undefined) {
      if (this.#hosts.size >= MAX_HOSTS) {
        this.dropped++;
        return;
      }
      host = {
        name: event.host === '' && key === UNNAMED ? UNNAMED : event.host,
        addresses: new Map(),
        connections: 0,
        pending: [],
        address: '',
      };
      this.#hosts.set(key, host);
    }
    for (const address of event.addresses) count(host.addresses, address, 1000);
    if (event.connection !== null) {
      host.connections++;
      count(host.addresses, event.connection.src, 1);
      count(host.addresses, event.connection.dst, 1);
    }
    if (this.#kept >= MAX_EVENTS) {
      this.dropped++;
      return;
    }
    // Only what a rule may look at is kept; the record itself stays with the store.
    host.pending.push(event.raw === '' ? event : { ...event, raw: '' });
    this.#kept++;
  }

  /** Events since the last call, with the trace they belong to. */
  take(traces: ReadonlyMap<string, HostTrace>): { address: string; host: string; event: HostEvent }[] {
    const taken: { address: string; host: string; event: HostEvent }[] = [];
    for (const [key, host] of this.#hosts) {
      if (host.pending.length === 0) continue;
      if (host.address === '') host.address = this.#find(key, host, traces);
      for (const event of host.pending) taken.push({ address: host.address, host: host.name, event });
      this.#kept -= host.pending.length;
      host.pending = [];
    }
    return taken;
  }

  #find(key: string, host: EventHost, traces: ReadonlyMap<string, HostTrace>): string {
    for (const trace of traces.values()) {
      for (const name of trace.names.keys()) if (shortName(name) === key && key !== '') return trace.address;
    }
    const usable = [...host.addresses].filter(([address]) => {
      const kind = kindOfAddress(address);
      return kind === 'private' || kind === 'public';
    });
    usable.sort((a, b) => b[1] - a[1] || Number(traces.has(b[0])) - Number(traces.has(a[0])) || (a[0] < b[0] ? -1 : 1));
    const [most, second] = usable;
    if (most !== undefined && (most[1] >= 1000 || most[1] > (second?.[1] ?? 0))) return most[0];
    return `host:${key}`;
  }
}

function count(counts: Map<string, number>, address: string, by: number): void {
  const known = counts.get(address);
  if (known !== undefined) counts.set(address, known + by);
  else if (counts.size < 256) counts.set(address, by);
}
