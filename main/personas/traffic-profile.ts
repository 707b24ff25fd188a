import { kindOfAddress } from './address.ts';
import type { Features } from './features.ts';
import { classOfService, type ServiceClass } from './service-class.ts';
import type { PersonaEvidence } from './score-persona.ts';
import { rankCounts, type TrafficSummary } from './traffic-summary.ts';

/** What a profile needs to know of a flow; a stored row has as much as a live flow. */
export interface ProfileFlow {
  /** Whether the profiled host began it. */
  outgoing: boolean;
  peer: string;
  /** Server's port. */
  port: number;
  service: string;
  /** Whether both sides talked. */
  answered: boolean;
  packets: number;
  /** Bytes the host sent and received. */
  bytesOut: number;
  bytesIn: number;
  /** Microseconds. */
  start: number;
}

const HOUR = 3600e6;

/** Services told apart on either side. */
const MAX_SERVICES = 48;
/** Ports from here up are drawn for one connection each, and name no service. */
const DRAWN = 32_768;

/** Beyond this many the features stand at their full anyway. */
const MAX_PEERS = 128;

function countService(counts: Map<string | number, number>, { service, port }: ProfileFlow): void {
  const key = service === '' ? Math.min(port, DRAWN) : service;
  const known = counts.get(key);
  if (known !== undefined || counts.size < MAX_SERVICES) counts.set(key, (known ?? 0) + 1);
}

function inSet(set: Set<string>, value: string): void {
  if (set.size < MAX_PEERS) set.add(value);
}

/** Grows with the logarithm of a number: 1 at `full`, 0 at none. */
const logShare = (value: number, full: number): number => Math.min(1, Math.log2(1 + value) / Math.log2(1 + full));

/** Traffic of one host over some time, counted so that its persona can be judged; for a session or one bucket of it. */
export class TrafficProfile {
  flows = 0;
  packets = 0;
  #asked = 0;
  #served = 0;
  #failed = 0;
  #chatter = 0;
  #sent = 0;
  #received = 0;
  readonly #hours = new Uint32Array(24);
  readonly #uses = new Map<ServiceClass, number>();
  readonly #offers = new Map<ServiceClass, number>();
  readonly #usedServices = new Map<string | number, number>();
  readonly #offeredServices = new Map<string | number, number>();
  readonly #clients = new Set<string>();
  readonly #servers = new Set<string>();
  readonly #webServers = new Set<string>();

  add(flow: ProfileFlow): void {
    this.flows++;
    this.packets += flow.packets;
    const hour = Math.floor(flow.start / HOUR) % 24;
    this.#hours[hour] = (this.#hours[hour] ?? 0) + 1;
    const kind = classOfService(flow.service, flow.port);
    if (kind === 'chatter' || kindOfAddress(flow.peer) === 'group') {
      if (flow.outgoing) this.#chatter++;
      return;
    }
    if (!flow.answered) {
      if (flow.outgoing) {
        this.#asked++;
        this.#failed++;
      }
      return;
    }
    if (flow.outgoing) {
      this.#asked++;
      this.#sent += flow.bytesOut;
      this.#received += flow.bytesIn;
      this.#uses.set(kind, (this.#uses.get(kind) ?? 0) + 1);
      // Whatever a machine is for, it asks for names and the time.
      if (kind !== 'naming') countService(this.#usedServices, flow);
      inSet(this.#servers, flow.peer);
      if (kind === 'web') inSet(this.#webServers, flow.peer);
    } else {
      this.#served++;
      this.#offers.set(kind, (this.#offers.get(kind) ?? 0) + 1);
      countService(this.#offeredServices, flow);
      inSet(this.#clients, flow.peer);
    }
  }

  /** Whether it accepted mail. */
  get servesMail(): boolean {
    return (this.#offers.get('mail') ?? 0) > 0;
  }

  /** Features without those that come from alerts, and the amount of evidence they rest on. */
  evidence(): PersonaEvidence {
    const all = Math.max(1, this.#asked + this.#served);
    const offers = (kind: ServiceClass): number => (this.#offers.get(kind) ?? 0) / all;
    const uses = (kind: ServiceClass): number => (this.#uses.get(kind) ?? 0) / all;
    const answered = Math.max(1, this.#asked - this.#failed);
    const moved = this.#sent + this.#received;
    // A megabyte is little, ten gigabytes are all there is.
    const volume = Math.min(1, Math.max(0, Math.log10((moved + 1) / 1e6) / 4));
    const manyWebPeers = logShare(this.#webServers.size, 40);
    const amount = this.flows + this.packets / 20;
    const features: Features = {
      serves: this.#served / all,
      servesWeb: offers('web'),
      servesDatabase: offers('database'),
      servesMail: offers('mail'),
      servesDirectory: offers('directory'),
      servesNaming: offers('naming'),
      servesFiles: offers('files'),
      servesRemote: offers('remote'),
      servesIndustrial: offers('industrial'),
      manyClients: logShare(this.#clients.size, 40),
      usesWeb: uses('web'),
      usesApi: uses('web') * (1 - manyWebPeers),
      manyWebPeers,
      usesDatabase: uses('database'),
      usesMail: uses('mail'),
      usesFiles: uses('files'),
      usesCode: uses('code'),
      usesRemote: uses('remote'),
      uploads: moved === 0 ? 0 : (this.#sent / moved) * volume,
      downloads: moved === 0 ? 0 : (this.#received / moved) * volume,
      failures: this.#asked === 0 ? 0 : this.#failed / this.#asked,
      desktopChatter: Math.min(1, this.#chatter / 6),
      activity: amount / (amount + 20),
      steady: Math.max(0, 1 - this.#servers.size / answered),
    };
    return { features, amount };
  }

  /** Answered flows by side and service, most first; uses of naming are left out. */
  services(): { kind: string; flows: number }[] {
    const tell = (side: string, counts: ReadonlyMap<string | number, number>): [string, number][] =>
      [...counts].map(([service, flows]) => [`${side} ${service}`, flows]);
    return rankCounts(new Map([...tell('offers', this.#offeredServices), ...tell('uses', this.#usedServices)]));
  }

  summary(): TrafficSummary {
    return {
      asked: this.#asked,
      served: this.#served,
      failed: this.#failed,
      uses: rankCounts(this.#uses),
      offers: rankCounts(this.#offers),
      servers: this.#servers.size,
      clients: this.#clients.size,
      hours: [...this.#hours],
    };
  }
}
