import type { Flow } from '../telemetry/flow.ts';
import { CallSeries, RequestSeries } from './call-series.ts';
import { glimpseOf, type Glimpse } from './glimpse.ts';

const MAX_PEERS = 512;
const MAX_SERVICES = 16;
/** Services of all peers together: a scanner would fill the two bounds above with what nobody answers. */
const MAX_ALL = 2048;
/** Calls from which on a service is looked at for a rhythm; thresholds start no lower. */
const BUSY = 4;

/** One service of one peer, and how calling it went. */
export class CalledService {
  readonly dst: string;
  readonly dport: number;
  readonly transport: Flow['transport'];
  service = '';
  answered: CallSeries | null = null;
  failed: CallSeries | null = null;
  requests: RequestSeries | null = null;
  /** The only call so far: kept as it came until a second shows that there is something to count. */
  #only: Glimpse | null = null;
  #onlyAnswered = false;
  #isBusy = false;

  constructor(ends: Pick<Flow, 'dst' | 'dport' | 'transport'>) {
    this.dst = ends.dst;
    this.dport = ends.dport;
    this.transport = ends.transport;
  }

  /** @returns whether it has become busy with this call */
  add(flow: Flow, wasAnswered: boolean): boolean {
    if (flow.service !== '') this.service = flow.service;
    if (this.#only === null && this.answered === null && this.failed === null) {
      this.#only = glimpseOf(flow);
      this.#onlyAnswered = wasAnswered;
      return false;
    }
    if (this.#only !== null) {
      const first = this.#only;
      this.#only = null;
      this.#count(first, this.#onlyAnswered);
    }
    this.#count(glimpseOf(flow), wasAnswered);
    return this.#becomesBusy();
  }

  /** @returns whether it has become busy with this request */
  addRequest(flow: number, time: number, path: string): boolean {
    this.service = 'http';
    this.requests ??= new RequestSeries();
    this.requests.add(flow, time, path);
    return this.#becomesBusy();
  }

  /** A late first flow and requests noted before it may lift the size past the mark at once, so it is no equality. */
  #becomesBusy(): boolean {
    if (this.#isBusy || this.size < BUSY) return false;
    this.#isBusy = true;
    return true;
  }

  /** How much would be lost without it. */
  get size(): number {
    return (this.answered?.starts.length ?? 0) + (this.failed?.starts.length ?? 0) + (this.requests?.times.length ?? 0);
  }

  #count(flow: Glimpse, wasAnswered: boolean): void {
    if (wasAnswered) {
      this.answered ??= new CallSeries();
      this.answered.add(flow);
      return;
    }
    this.failed ??= new CallSeries();
    // Systems repeat a refused call at once from the same port: that is one try.
    if (this.failed.ports.has(flow.sport)) this.failed.flows.add(flow);
    else this.failed.add(flow);
  }
}

/** The calls of one host, by peer and service. When full, peers that were called once or twice make room. */
export class CallBook {
  readonly #peers = new Map<string, CalledService[]>();
  #services = 0;
  dropped = 0;

  /** Notes a call. */
  add(flow: Flow, wasAnswered: boolean): void {
    const service = this.#obtain(flow);
    if (service?.add(flow, wasAnswered) === true) this.busy.add(service);
  }

  /** Notes an HTTP request in a flow with these ends. */
  addRequest(ends: Pick<Flow, 'id' | 'dst' | 'dport' | 'transport'>, time: number, path: string): void {
    const service = this.#obtain(ends);
    if (service?.addRequest(ends.id, time, path) === true) this.busy.add(service);
  }

  /** The service of a peer; undefined beyond so many services of one peer, as when it is scanned. */
  #obtain(ends: Pick<Flow, 'dst' | 'dport' | 'transport'>): CalledService | undefined {
    const known = this.#peers.get(ends.dst) ?? [];
    for (const service of known) {
      if (service.dport === ends.dport && service.transport === ends.transport) return service;
    }
    if (known.length >= MAX_SERVICES) return undefined;
    if (this.#services >= MAX_ALL || (known.length === 0 && this.#peers.size >= MAX_PEERS)) this.#makeRoom();
    const made = new CalledService(ends);
    const services = this.#peers.get(ends.dst);
    if (services === undefined) this.#peers.set(ends.dst, [made]);
    else services.push(made);
    this.#services++;
    return made;
  }

  /** Services that were called often enough to have a rhythm. */
  readonly busy = new Set<CalledService>();

  #makeRoom(): void {
    const peersLeft = (MAX_PEERS * 3) / 4;
    const servicesLeft = (MAX_ALL * 3) / 4;
    for (const least of [2, 8, Number.POSITIVE_INFINITY]) {
      for (const [peer, services] of this.#peers) {
        if (this.#peers.size <= peersLeft && this.#services <= servicesLeft) return;
        if (services.some((service) => service.size > least)) continue;
        for (const service of services) this.busy.delete(service);
        this.#peers.delete(peer);
        this.#services -= services.length;
        this.dropped++;
      }
    }
  }
}
