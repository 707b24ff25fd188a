import type { VmFacts } from '../telemetry/vm-facts.ts';
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
  readonly #names = new Map<string, string>();
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
        for (const [uuid, machine] of this.machines)
          if (machine.facts.host === host && !named.has(uuid)) this.#lose(machine, report.time);
        for (const vm of report.vms) this.#learn(host, vm, report.time);
        break;
      }
      case 'vm':
        this.#learn(host, report.vm, report.time);
        break;
      case 'vm-gone': {
        const machine = this.machines.get(report.uuid);
        // The host it left may tell so after the one it moved to told that it came.
        if (machine?.facts.host === host) this.#lose(machine, report.time);
        break;
      }
      case 'hung': {
        const machine = this.machines.get(report.uuid);
        if (machine !== undefined && machine.hung !== report.hung) {
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
      case 'gap':
        break;
    }
  }

  /** Knows a VM again that was kept: not there until its host tells so. */
  restore(machine: Machine): void {
    this.machines.set(machine.facts.uuid, { ...machine, gone: true, hung: false });
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
    this.hosts.delete(host);
    for (const [uuid, machine] of this.machines) if (machine.facts.host === host) this.machines.delete(uuid);
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
    const known = this.machines.get(vm.uuid);
    this.version++;
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
    // During a migration both hosts tell of it; the one where it does not run yet, or no more, does not own it.
    const isElsewhere = known.facts.host !== host;
    const runs = vm.state === 'running' || vm.state === 'blocked';
    if (isElsewhere && !known.gone && !runs) return;
    if (isElsewhere) {
      known.moves.push({ time, from: known.facts.host, to: host });
      if (known.moves.length > MOST_MOVES) known.moves.shift();
      known.hung = false;
    }
    known.facts = facts;
    known.gone = false;
    known.lastSeen = time;
  }

  #lose(machine: Machine, time: number): void {
    this.version++;
    machine.gone = true;
    machine.hung = false;
    machine.lastSeen = time;
    const gone = [...this.machines].filter(([, known]) => known.gone);
    if (gone.length > MOST_GONE) {
      const [oldest] = gone.sort(([, left], [, right]) => left.lastSeen - right.lastSeen);
      if (oldest !== undefined) this.machines.delete(oldest[0]);
    }
  }
}
