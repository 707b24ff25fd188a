import type { VmFacts } from '../telemetry/vm-facts.ts';
import { AgentBook, type KeptAgent } from './agents/agent-book.ts';
import type { Failure, HostReport, HostState } from './host-report.ts';

/** A VM as it is known now. */
export interface Machine {
  facts: VmFacts;
  hung: boolean;
  /** Microseconds: when it was first and last told of. */
  firstSeen: number;
  lastSeen: number;
  /** Gone from every host that was heard of it. */
  gone: boolean;
  /** Time of the newest sample, 0 before the first. */
  lastSample: number;
  moves: { time: number; from: string; to: string }[];
}

/** A host as it is known now. Times are microseconds. */
export interface HostEntry {
  id: string;
  state: HostState;
  since: number;
  daemon: string;
  failure: Failure | null;
  retryAt: number | null;
  attempt: number;
  lastTick: number | null;
  answered: number;
  total: number;
  /** Milliseconds the last poll of interfaces took. */
  pollTook: number;
}

const MOST_MOVES = 32;
/** VMs that are gone are remembered up to this many. */
const MOST_GONE = 2000;

/**
 * What hosts told of themselves and their VMs, brought together: one VM by its UUID, whichever host has it, whatever it
 * is called. Pure; the same reports give the same ledger.
 */
export class HostLedger {
  readonly hosts = new Map<string, HostEntry>();
  readonly machines = new Map<string, Machine>();
  /** What was told last of the agents inside them. */
  readonly agents = new AgentBook();
  readonly #names = new Map<string, string>();
  /** What each host said last of a VM it has, by UUID: during a migration, and long after it on the host it left, several do. */
  readonly #claims = new Map<string, Map<string, VmFacts>>();
  /** Raised when a VM's facts change, so that what is derived from them can be kept while it stands still. */
  version = 0;

  take(host: string, report: HostReport): void {
    const entry = this.#entry(host, report.time);
    switch (report.type) {
      case 'state':
        if (entry.state !== report.state) entry.since = report.time;
        entry.state = report.state;
        if (report.daemon !== '') entry.daemon = report.daemon;
        entry.failure = report.failure;
        entry.retryAt = report.retryAt;
        entry.attempt = report.attempt;
        break;
      case 'inventory': {
        const named = new Set(report.vms.map((vm) => vm.uuid));
        for (const [uuid, claims] of this.#claims)
          if (claims.has(host) && !named.has(uuid)) this.#lose(host, uuid, report.time);
        for (const vm of report.vms) this.#learn(host, vm, report.time);
        break;
      }
      case 'vm':
        this.#learn(host, report.vm, report.time);
        break;
      case 'vm-gone':
        this.#lose(host, report.uuid, report.time);
        break;
      case 'hung': {
        const machine = this.machines.get(report.uuid);
        if (machine?.facts.host === host && !machine.gone && machine.hung !== report.hung) {
          machine.hung = report.hung;
          this.version++;
        }
        break;
      }
      case 'samples':
        if (report.batch.tier === 'interfaces') entry.pollTook = report.batch.took;
        for (const { uuid } of report.batch.samples) {
          const machine = this.machines.get(uuid);
          if (machine?.facts.host === host) machine.lastSample = Math.max(machine.lastSample, report.time);
        }
        break;
      case 'tick':
        entry.lastTick = report.time;
        entry.answered = report.answered;
        entry.total = report.total;
        break;
      case 'agents':
        this.agents.take(report.time, report.agents);
        break;
      case 'gap':
        break;
    }
  }

  /** Knows a VM again that was kept: not there until its host tells so. */
  restore({ agent, ...machine }: Machine & { agent?: KeptAgent }): void {
    if (agent !== undefined) this.agents.restore(machine.facts.uuid, agent);
    this.machines.set(machine.facts.uuid, { ...machine, gone: true, hung: false });
    this.#forgetOldest();
    this.version++;
  }

  /** Says how people call a host. */
  name(host: string, name: string): void {
    this.#names.set(host, name);
  }

  /** How people call a host: its id where nobody said. */
  nameOf(host: string): string {
    return this.#names.get(host) ?? host;
  }

  /** VMs that are there. */
  present(): Machine[] {
    return [...this.machines.values()].filter((machine) => !machine.gone);
  }

  /** Forgets a host and its VMs: the analyst removed it. */
  forgetHost(host: string): void {
    const time = this.hosts.get(host)?.lastTick ?? 0;
    this.hosts.delete(host);
    for (const uuid of this.#claims.keys()) this.#lose(host, uuid, time);
    for (const [uuid, machine] of this.machines) if (machine.facts.host === host) this.#forget(uuid);
    this.version++;
  }

  #entry(host: string, time: number): HostEntry {
    const known = this.hosts.get(host);
    if (known !== undefined) return known;
    const entry: HostEntry = {
      id: host,
      state: 'connecting',
      since: time,
      daemon: '',
      failure: null,
      retryAt: null,
      attempt: 0,
      lastTick: null,
      answered: 0,
      total: 0,
      pollTook: 0,
    };
    this.hosts.set(host, entry);
    return entry;
  }

  #learn(host: string, vm: VmFacts, time: number): void {
    const facts = { ...vm, host };
    const claims = this.#claims.get(vm.uuid) ?? new Map<string, VmFacts>();
    const before = claims.get(host);
    claims.set(host, facts);
    this.#claims.set(vm.uuid, claims);
    this.version++;
    const known = this.machines.get(vm.uuid);
    if (known === undefined) {
      this.machines.set(vm.uuid, {
        facts,
        hung: false,
        firstSeen: time,
        lastSeen: time,
        gone: false,
        lastSample: 0,
        moves: [],
      });
      return;
    }
    if (known.gone || known.facts.host === host) {
      this.#give(known, facts, time);
      // It runs no more here, and somewhere else it does.
      const elsewhere = runs(facts) ? undefined : [...claims.values()].find(runs);
      if (elsewhere !== undefined) this.#give(known, elsewhere, time);
      return;
    }
    // During a migration both hosts tell of it, and neither knows when the other does: it is where it began to run last.
    // One where it does not run yet, or no more, does not have it; one that says again that it runs says nothing new.
    const begins = runs(facts) && (before === undefined || !runs(before));
    if (begins || (runs(facts) && !runs(known.facts))) this.#give(known, facts, time);
  }

  /** A VM is on the host that its facts name. */
  #give(machine: Machine, facts: VmFacts, time: number): void {
    if (machine.facts.host !== facts.host) {
      machine.moves.push({ time, from: machine.facts.host, to: facts.host });
      if (machine.moves.length > MOST_MOVES) machine.moves.shift();
      machine.hung = false;
    }
    machine.facts = facts;
    machine.gone = false;
    machine.lastSeen = time;
  }

  /** A host has a VM no more: another may. */
  #lose(host: string, uuid: string, time: number): void {
    const claims = this.#claims.get(uuid);
    if (claims?.delete(host) !== true) return;
    if (claims.size === 0) this.#claims.delete(uuid);
    const machine = this.machines.get(uuid);
    if (machine?.facts.host !== host) return;
    this.version++;
    const others = [...claims.values()];
    const next = others.find(runs) ?? others.at(-1);
    if (next !== undefined) return this.#give(machine, next, time);
    machine.gone = true;
    machine.hung = false;
    machine.lastSeen = time;
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    const gone = [...this.machines].filter(([, known]) => known.gone);
    if (gone.length <= MOST_GONE) return;
    const [oldest] = gone.sort(([, left], [, right]) => left.lastSeen - right.lastSeen);
    if (oldest !== undefined) this.#forget(oldest[0]);
  }

  #forget(uuid: string): void {
    this.machines.delete(uuid);
    this.agents.forget(uuid);
  }
}

function runs({ state }: VmFacts): boolean {
  return state === 'running' || state === 'blocked';
}
