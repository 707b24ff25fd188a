import { z } from 'zod';
import type { Host } from '../../shared/contract/host.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Session } from '../captures/session.ts';
import { describeUri, makeHostId } from '../hosts/describe-uri.ts';
import type { HostSettings, PollEvery } from '../hosts/host-port.ts';
import type { LiveSource } from './live-source.ts';

/** A session of hosts that are watched, with its source. */
export interface Watch {
  session: Session;
  source: LiveSource;
}

/** Which watch a host belongs to: simulated hosts never stand among real ones. */
export type WatchKind = 'live' | 'demo';

/** How a new host is set up. */
export interface NewHost {
  uri: string;
  name?: string | undefined;
  capture: boolean;
  capturePrefix: string[];
  every?: PollEvery | undefined;
  flows?: HostSettings['flows'];
  collector?: HostSettings['collector'];
  agents?: HostSettings['agents'];
}

/** What the book needs. */
export interface WatchBookParts {
  /** The hosts as they were kept, JSON, '' for none; and keeping them. */
  load: () => string;
  keep: (hosts: string) => void;
  open: (kind: WatchKind) => Watch;
  /** Why a URI can never lead to a host, a sentence; '' where it may. */
  refuse: (uri: string) => string;
}

const everyDefault = { interfaces: 1000, cpu: 5000, disks: 30_000 };
const keptSchema = z.array(
  z.object({
    id: z.string(),
    uri: z.string(),
    name: z.string(),
    every: z.object({ interfaces: z.number(), cpu: z.number(), disks: z.number() }),
    capture: z.boolean(),
    capturePrefix: z.array(z.string()),
    flows: z.enum(['packets', 'connections']).optional(),
    collector: z.object({ address: z.string(), port: z.number() }).optional(),
    agents: z.boolean().optional(),
    enforce: z.boolean().optional(),
    enforcePrefix: z.array(z.string()).optional(),
    paused: z.boolean(),
  }),
);

/** The hosts that are watched: kept over restarts, grouped into one session of real hosts and one of simulated ones. */
export class WatchBook {
  readonly #parts: WatchBookParts;
  readonly #watches = new Map<WatchKind, Watch>();
  #settings: HostSettings[] = [];

  constructor(parts: WatchBookParts) {
    this.#parts = parts;
    this.#settings = readKept(parts.load());
  }

  /** Goes on watching what was kept. @returns the session, null where no host was kept */
  resume(): Session | null {
    for (const settings of this.#settings) this.#watch(settings);
    return this.#watches.get('live')?.session ?? null;
  }

  /** How a new host would be set up. */
  draft(host: NewHost): HostSettings {
    const uri = host.uri.trim();
    return {
      id: makeHostId(uri, host.name ?? '', new Set(this.#settings.map(({ id }) => id))),
      uri,
      name: host.name || describeUri(uri).host || 'this machine',
      every: host.every ?? everyDefault,
      capture: host.capture,
      capturePrefix: host.capturePrefix,
      flows: host.flows,
      collector: host.collector,
      agents: host.agents,
      paused: false,
    };
  }

  /**
   * Adds a host, or finds it where it is watched already.
   * @throws {Refusal} `invalid` for a URI that leads nowhere
   */
  add(host: NewHost): { id: string; session: string } {
    const uri = host.uri.trim();
    const refusal = this.#parts.refuse(uri);
    if (refusal !== '') throw new Refusal('invalid', refusal);
    const known = this.#settings.find((settings) => settings.uri === uri);
    const settings = known ?? this.draft(host);
    const { session } = this.#watch(settings);
    // One that cannot be watched is not kept.
    if (known === undefined) this.#settings.push(settings);
    this.#keep();
    return { id: settings.id, session: session.id };
  }

  /** @throws {Refusal} `not-found` */
  async remove(id: string): Promise<void> {
    const settings = this.#find(id);
    this.#settings = this.#settings.filter((other) => other !== settings);
    this.#keep();
    await this.#watches.get(kindOf(settings))?.source.unwatch(id);
  }

  /** @throws {Refusal} `not-found` */
  pause(id: string, paused: boolean): void {
    const settings = this.#find(id);
    settings.paused = paused;
    this.#keep();
    this.#watches.get(kindOf(settings))?.source.host(id)?.pause(paused);
  }

  /** Permits a connection that may write, for channels to agents and nothing else; or no longer. @throws {Refusal} `not-found` */
  permitAgents(id: string, permitted: boolean): void {
    const settings = this.#find(id);
    settings.agents = permitted;
    this.#keep();
    this.#watches.get(kindOf(settings))?.source.adjustAgents();
  }

  /** Permits changing its rules and VMs; or no longer. @param prefix words before the command there @throws {Refusal} `not-found` */
  permitEnforcing(id: string, permitted: boolean, prefix?: readonly string[]): void {
    const settings = this.#find(id);
    settings.enforce = permitted;
    if (prefix !== undefined) settings.enforcePrefix = [...prefix];
    this.#keep();
  }

  /** Sessions of hosts that are watched. */
  sessions(): Session[] {
    return [...this.#watches.values()].map(({ session }) => session);
  }

  /** How hosts are set up. */
  settings(): readonly Readonly<HostSettings>[] {
    return this.#settings;
  }

  /** @throws {Refusal} `not-found` */
  retry(id: string): void {
    this.#watches
      .get(kindOf(this.#find(id)))
      ?.source.host(id)
      ?.retry();
  }

  /** All hosts as the console shows them. */
  list(): Host[] {
    return this.#settings.flatMap((settings) => {
      const watch = this.#watches.get(kindOf(settings));
      return watch === undefined ? [] : [describe(settings, watch)];
    });
  }

  /** The watch a session stands for. */
  watchOf(session: string): Watch | undefined {
    return [...this.#watches.values()].find((watch) => watch.session.id === session);
  }

  /** Forgets a watch whose session was closed, with its hosts. */
  forget(session: string): void {
    for (const [kind, watch] of this.#watches) {
      if (watch.session.id !== session) continue;
      this.#watches.delete(kind);
      this.#settings = this.#settings.filter((settings) => kindOf(settings) !== kind);
      this.#keep();
    }
  }

  #watch(settings: HostSettings): Watch {
    const kind = kindOf(settings);
    const watch = this.#watches.get(kind) ?? this.#parts.open(kind);
    this.#watches.set(kind, watch);
    if (watch.source.host(settings.id) === undefined) watch.source.watch(settings);
    return watch;
  }

  #find(id: string): HostSettings {
    const settings = this.#settings.find((known) => known.id === id);
    if (settings === undefined) throw new Refusal('not-found', 'This host is no longer watched.');
    return settings;
  }

  #keep(): void {
    this.#parts.keep(JSON.stringify(this.#settings.filter((settings) => kindOf(settings) === 'live')));
  }
}

/** Hosts as they were kept; none where that cannot be read: the console starts all the same. */
function readKept(text: string): HostSettings[] {
  if (text === '') return [];
  try {
    const kept = keptSchema.safeParse(JSON.parse(text));
    return kept.success ? kept.data : [];
  } catch {
    return [];
  }
}

function kindOf(settings: HostSettings): WatchKind {
  return describeUri(settings.uri).transport === 'simulated' ? 'demo' : 'live';
}

function describe(settings: HostSettings, { session, source }: Watch): Host {
  const { ledger } = session;
  const entry = ledger.hosts.get(settings.id);
  const machines = ledger.present().filter(({ facts }) => facts.host === settings.id);
  const capture = source.captureOf(settings.id);
  const agents = source.agentsOf(settings.id);
  const broken = capture.taps.find(({ state, reason }) => state !== 'running' && reason !== '');
  return {
    id: settings.id,
    uri: settings.uri,
    name: settings.name,
    transport: describeUri(settings.uri).transport,
    state: settings.paused ? 'paused' : (entry?.state ?? 'connecting'),
    since: entry?.since ?? 0,
    daemon: entry?.daemon ?? '',
    failure: entry?.failure ?? null,
    retryAt: entry?.retryAt ?? null,
    attempt: entry?.attempt ?? 0,
    vms: machines.length,
    running: machines.filter(({ facts }) => facts.state === 'running' || facts.state === 'blocked').length,
    hung: machines.filter(({ hung }) => hung).length,
    lastTick: entry?.lastTick ?? null,
    pollTook: entry?.pollTook ?? 0,
    answered: entry?.answered ?? 0,
    capture: {
      state: !settings.capture ? 'off' : broken !== undefined ? 'failed' : capture.taps.length > 0 ? 'on' : 'off',
      taps: capture.taps.length,
      packets: capture.frames,
      dropped: capture.dropped,
      failure:
        broken === undefined
          ? null
          : {
              code: 'capture',
              title: 'Packets of some VMs are not captured.',
              detail: broken.reason,
              action: 'Personas and risk rest on counters alone until capture works again.',
            },
    },
    every: settings.every,
    capturePrefix: settings.capturePrefix,
    agents: {
      permitted: settings.agents === true,
      channels: agents?.wanted ?? 0,
      open: agents?.open ?? 0,
      failure: agents?.failure ?? '',
    },
  };
}
