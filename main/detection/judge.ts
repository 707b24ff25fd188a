import { kindOfAddress, networkOfAddress } from '../personas/address.ts';
import { groupMachines, leadingAddress } from '../personas/group-machines.ts';
import { LinkTable } from '../personas/link-table.ts';
import { LocalNetworks } from '../personas/local-networks.ts';
import type { Flow, L7Record } from '../telemetry/flow.ts';
import type { Observation } from '../telemetry/observation.ts';
import type { Answers, Assessment, SubjectAssessment } from './assessment.ts';
import { BoundedMap } from './bounded-map.ts';
import { concludeSubject } from './conclude-subject.ts';
import { DependencyBook } from './dependency-book.ts';
import { EventHosts } from './event-hosts.ts';
import { FlowEnds } from './flow-ends.ts';
import { orientFlow } from './flow-outcome.ts';
import { HostTrace } from './host-trace.ts';
import { inheritAll } from './inherit-all.ts';
import type { JudgeSettings } from './judge-settings.ts';
import { isJudged } from './is-judged.ts';
import { KnownWeaknesses } from './known-weaknesses.ts';
import { MachineTable } from './machine-table.ts';
import { ResourceTrace } from './resource-trace.ts';
import { SigmaWatch } from './sigma-watch.ts';
import { TwinFindings } from './twin-findings.ts';
import { leaseholderOf, learnClient, learnNames, learnServer, type NameBook } from './learn.ts';
import { noteLink } from './note-link.ts';
import type { Ends, Scope, Side, SignalContext } from './signal.ts';

const MAX_TRACES = 50_000;
const MAX_NAMES = 131_072;

interface Conclusion {
  stamp: string;
  subject: SubjectAssessment;
}

/**
 * Judges what was observed: who the local machines are, what each is like, and which misbehave and why. Takes
 * observations in any order and any number; memory is bounded and what a bound left out is counted. Deterministic:
 * the same observations give the same assessment.
 */
export class Judge {
  readonly #settings: JudgeSettings;
  readonly #links = new LinkTable();
  readonly #networks: LocalNetworks;
  readonly #ends = new FlowEnds();
  readonly #names: NameBook = new BoundedMap(MAX_NAMES);
  readonly #traces = new BoundedMap<string, HostTrace>(MAX_TRACES);
  readonly #events = new EventHosts();
  readonly #dependencies = new DependencyBook();
  readonly #conclusions = new Map<string, Conclusion>();
  readonly #machines = new MachineTable();
  /** Some host told of VMs: then they are the subjects, even when none is left. */
  #toldOfMachines = false;
  readonly #resources = new Map<string, ResourceTrace>();
  readonly #findings = new TwinFindings();
  readonly #weaknesses: KnownWeaknesses;
  readonly #sigma: SigmaWatch;
  /** Share of packets lost, by VM; '' for what concerns all. */
  readonly #losses = new Map<string, number>();
  #order = 0;

  constructor(settings: JudgeSettings) {
    this.#settings = settings;
    this.#weaknesses = new KnownWeaknesses(settings.vulnerabilities);
    this.#sigma = new SigmaWatch(settings.intelligence);
    this.#networks = new LocalNetworks(settings.localNetworks, this.#links);
  }

  observe(observation: Observation): void {
    switch (observation.kind) {
      case 'flow':
        this.#observeFlow(orientFlow(observation.flow), observation.final);
        break;
      case 'record':
        this.#observeRecord(observation.record);
        break;
      case 'event':
        this.#events.observe(observation.event);
        break;
      case 'loss': {
        const { share, machine = '' } = observation.loss;
        this.#losses.set(machine, Math.max(this.#losses.get(machine) ?? 0, Math.min(1, share)));
        break;
      }
      case 'machine':
        this.#toldOfMachines = true;
        this.#machines.take(observation.facts, observation.time);
        break;
      case 'machine-forgotten':
        this.#machines.forget(observation.uuid);
        this.#resources.delete(observation.uuid);
        this.#findings.forget(observation.uuid);
        this.#weaknesses.forget(observation.uuid);
        this.#conclusions.delete(observation.uuid);
        break;
      case 'finding':
        this.#findings.take(observation.finding);
        break;
      case 'agent':
        this.#weaknesses.take(observation.uuid, observation.record, observation.time);
        break;
      case 'rates':
        this.#traceOf(observation.row.uuid)?.take(observation.row, this.#settings.thresholds);
        break;
    }
  }

  /** What the bounds left out so far. */
  get leftOut(): { hosts: number; records: number } {
    return { hosts: this.#traces.refused, records: this.#ends.dropped };
  }

  /**
   * What is known and thought of every local machine now, worst risk first. May be called at any time.
   * @param answers what analysts said of alerts
   */
  assess(answers?: Answers): Assessment {
    this.#networks.settle();
    this.#sigma.settle();
    this.#deliverEvents();
    const open = this.#ends.openByHost();
    const locals = [...this.#traces.entries.values()]
      .filter((trace) => (trace.spoke || open.has(trace.address)) && this.#isSubject(trace.address))
      .sort((a, b) => a.order - b.order);
    const machines = groupMachines(
      locals.map((trace) => trace.address),
      this.#links,
    );
    const gateways = this.#gateways(locals);
    const alone = this.#assign(machines).map(({ addresses, uuid }) =>
      this.#conclude(addresses, uuid, gateways, open, answers),
    );
    const subjects = inheritAll(alone, this.#dependencies.all(), this.#settings);
    subjects.sort((a, b) => (b.risk ?? -1) - (a.risk ?? -1) || (a.id < b.id ? -1 : 1));
    const networks = new Set(subjects.map((subject) => subject.network).filter((network) => network !== ''));
    return {
      subjects,
      localNetworks: this.#settings.localNetworks.length > 0 ? [...this.#settings.localNetworks] : [...networks].sort(),
    };
  }

  #observeFlow(flow: Flow, final: boolean): void {
    const isNew = this.#ends.of(flow) === undefined;
    if (isNew || final) noteLink(flow, this.#links);
    const source = this.#trace(flow.src, flow.dst);
    const target = flow.src === flow.dst ? undefined : this.#trace(flow.dst, flow.src);
    if (isNew) this.#networks.observe(flow.src, flow.dst);
    for (const record of this.#ends.noteFlow(flow, final)) this.#deliver(record);
    if (!final) {
      source?.touch(flow.start, flow.end);
      target?.touch(flow.start, flow.end);
      return;
    }
    source?.addFlow(flow, 'client');
    target?.addFlow(flow, 'server');
    if (source !== undefined && target !== undefined) this.#dependencies.take(flow);
    if (flow.vlans.length > 0) {
      const vlan = flow.vlans.join('.');
      source?.addFact('VLAN', vlan);
      target?.addFact('VLAN', vlan);
    }
  }

  #observeRecord(record: L7Record): void {
    if (record.kind === 'neighbour') {
      this.#links.observeSpeaker(record.senderMac, record.sender, record.time, record.time, true);
      this.#links.observeOnLink(record.sender);
      const ends: Ends = {
        id: record.flow,
        transport: 'arp',
        src: record.sender,
        sport: 0,
        dst: record.target,
        dport: 0,
        start: record.time,
      };
      const trace = this.#trace(record.sender, record.target);
      if (trace === undefined) return;
      trace.spoke = true;
      trace.touch(record.time, record.time);
      trace.addRecord(record, ends, 'client');
      return;
    }
    if (this.#ends.endsOf(record) !== null) this.#deliver(record);
  }

  #deliver(record: L7Record): void {
    const ends = this.#ends.of({ id: record.flow });
    if (ends === undefined) return;
    learnNames(record, ends, this.#names);
    if (record.kind === 'dns') this.#sigma.takeName(ends.src, record, ends.id);
    if (record.kind === 'dhcp') {
      const holder = leaseholderOf(record, ends);
      if (holder !== '') this.#trace(holder, ends.dst)?.addName(record.hostname, 'dhcp');
    }
    const client = this.#traces.entries.get(ends.src);
    const server = ends.src === ends.dst ? undefined : this.#traces.entries.get(ends.dst);
    if (client !== undefined) {
      learnClient(record, ends, client);
      client.addRecord(record, ends, 'client');
    }
    if (server !== undefined) {
      learnServer(record, server);
      server.addRecord(record, ends, 'server');
    }
  }

  /** The trace of an address, begun where it may turn out local: a public server of a private client never does. */
  #trace(address: string, peer: string): HostTrace | undefined {
    const known = this.#traces.entries.get(address);
    if (known !== undefined) return known;
    const kind = kindOfAddress(address);
    if (kind === 'group' || kind === 'other') return undefined;
    if (kind === 'public' && this.#settings.localNetworks.length === 0 && !this.#links.isOnLink(address)) {
      const peerKind = kindOfAddress(peer);
      if (peerKind !== 'public' && peerKind !== 'group') return undefined;
    }
    if (this.#settings.localNetworks.length > 0 && !this.#networks.isLocal(address)) return undefined;
    return this.#traces.obtain(address, () => new HostTrace(address, this.#order++));
  }

  #isSubject(address: string): boolean {
    return address.startsWith('host:') || this.#networks.isLocal(address);
  }

  #deliverEvents(): void {
    for (const { address, host, event } of this.#events.take(this.#traces.entries)) {
      this.#sigma.takeEvent(address, event);
      if (!isJudged(event)) continue;
      const trace = this.#traces.obtain(address, () => new HostTrace(address, this.#order++));
      if (trace === undefined) continue;
      trace.addName(host, 'event');
      trace.addEvent(event);
    }
  }

  /** Gateway address by network, among the hosts that were seen. */
  #gateways(locals: readonly HostTrace[]): Map<string, string> {
    const gateways = new Map<string, string>();
    for (const { address } of locals) {
      const network = networkOfAddress(address);
      if (!gateways.has(network) && this.#links.isRouterAddress(address)) gateways.set(network, address);
    }
    return gateways;
  }

  /**
   * Gives each VM the addresses it speaks with. Where hosts tell of VMs, these are the subjects, whether or not they
   * were heard; other machines of their networks are peers.
   */
  #assign(groups: readonly string[][]): { addresses: string[]; uuid: string }[] {
    if (!this.#toldOfMachines) return groups.map((addresses) => ({ addresses, uuid: '' }));
    const owned = new Map<string, string[]>();
    for (const uuid of this.#machines.machines.keys()) owned.set(uuid, []);
    // One by one: a group is what one MAC speaks for, and a VM may speak for an address that is another's.
    for (const address of groups.flat()) {
      const owner = this.#machines.ownerOf(address, this.#links.speakersOf(address));
      if (owner !== undefined) owned.get(owner)?.push(address);
    }
    return [...owned].map(([uuid, addresses]) => ({ uuid, addresses }));
  }

  #traceOf(uuid: string): ResourceTrace | undefined {
    const known = this.#resources.get(uuid);
    if (known !== undefined || !this.#machines.machines.has(uuid)) return known;
    const trace = new ResourceTrace();
    this.#resources.set(uuid, trace);
    return trace;
  }

  #conclude(
    addresses: string[],
    uuid: string,
    gateways: Map<string, string>,
    open: Map<string, { flow: Flow; side: Side }[]>,
    answers: Answers | undefined,
  ): SubjectAssessment {
    const traces = addresses.map((address) => this.#traces.entries.get(address)).filter((trace) => trace !== undefined);
    const leading = leadingAddress(addresses);
    const network = kindOfAddress(leading) === 'link-local' ? '' : networkOfAddress(leading);
    const isGateway = addresses.some((address) => this.#links.isRouterAddress(address));
    const machine = this.#machines.machines.get(uuid);
    const resources = this.#resources.get(uuid);
    const facts = {
      macs: [...new Set(addresses.flatMap((address) => this.#links.macsOf(address)))],
      network,
      isGateway,
      gateway: gateways.get(network) ?? '',
      loss: Math.max(this.#losses.get('') ?? 0, this.#losses.get(uuid) ?? 0),
    };
    const openFlows = addresses.flatMap((address) => open.get(address) ?? []);
    const stamp = [
      ...traces.map((trace) => `${trace.address} ${trace.version}`),
      ...openFlows.map(({ flow }) => `${flow.id} ${flow.lastPacket} ${flow.out.packets}`),
      this.#networks.version,
      machine?.version ?? '',
      resources?.version ?? '',
      this.#findings.versionOf(uuid),
      this.#weaknesses.stampOf(uuid),
      this.#sigma.version,
      this.#settings.intelligence?.()?.version ?? '',
      answers?.version ?? '',
      JSON.stringify(facts),
    ].join();
    const key = uuid || (addresses[0] ?? '');
    const known = this.#conclusions.get(key);
    if (known?.stamp === stamp) return known.subject;
    const ownNames = traces.flatMap((trace) => [...trace.names.keys()].map((name) => name.toLowerCase()));
    const isMailServer = traces.some((trace) => trace.profile.servesMail);
    const drafts = traces.flatMap((trace) =>
      trace.assess(this.#context(trace.address, ownNames, isGateway, isMailServer, open.get(trace.address) ?? [])),
    );
    if (resources !== undefined) drafts.push(...resources.assess(this.#settings.thresholds));
    const own = [...addresses, ...(machine?.facts.addresses ?? []).map(({ address }) => address)];
    drafts.push(...this.#findings.assess(uuid), ...this.#weaknesses.assess(uuid), ...this.#sigma.assess(own));
    const concluded = concludeSubject(traces, drafts, { ...facts, machine: machine ?? null }, this.#settings, answers);
    const weaknesses = this.#weaknesses.of(uuid);
    const subject = weaknesses === undefined ? concluded : { ...concluded, weaknesses };
    this.#conclusions.set(key, { stamp, subject });
    return subject;
  }

  #context(
    host: string,
    ownNames: string[],
    isGateway: boolean,
    isMailServer: boolean,
    openFlows: SignalContext['openFlows'],
  ): SignalContext {
    const network = networkOfAddress(host);
    return {
      host,
      thresholds: this.#settings.thresholds,
      intelligence: this.#settings.intelligence?.() ?? null,
      scopeOf: (peer) => this.#scopeOf(host, network, peer),
      nameOf: (address) => this.#names.entries.get(address) ?? '',
      ownNames,
      isGateway,
      isMailServer,
      openFlows,
    };
  }

  #scopeOf(host: string, network: string, peer: string): Scope {
    if (peer === host) return 'self';
    const kind = kindOfAddress(peer);
    if (kind === 'group' || peer.endsWith('.255')) return 'group';
    if (!this.#networks.isLocal(peer)) return 'outside';
    return networkOfAddress(peer) === network || kind === 'link-local' || kind === 'loopback' ? 'near' : 'internal';
  }
}
