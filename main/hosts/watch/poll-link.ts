import type { ResourceSample } from '../../telemetry/resource-sample.ts';
import type { HostProblem } from '../host-problem.ts';
import type { HostSettings } from '../host-port.ts';
import type { HostReport } from '../host-report.ts';
import {
  type DeepGroup,
  type DeepSample,
  type HostLink,
  problemOf,
  type QuickSample,
  type VmChange,
} from './host-link.ts';
import { HungBook, type Verdict } from './hung-book.ts';
import { Inventory } from './inventory.ts';
import type { SampleBook } from './sample-book.ts';

/** VMs whose processes are asked in one call: a stuck one holds up no more than these. */
const CHUNK = 24;
/** Milliseconds until such a call is given up, and one about a single VM. */
const CHUNK_DEADLINE = 1000;
const PROBE_DEADLINE = 700;
/** Single VMs asked about at once. */
const MOST_PROBES = 4;
/** With so many stuck VMs the daemon's own workers run short: no further ones are risked. */
const MOST_HUNG = 8;
/** Milliseconds between two looks at leases. */
const LEASES_EVERY = 10_000;

/** What polling is given. */
export interface PollOptions {
  settings: HostSettings;
  link: HostLink;
  book: SampleBook;
  tell: (report: HostReport) => void;
  /** A poll of interfaces was answered. */
  onAnswer: () => void;
  /** The daemon refuses what is needed. */
  onFailure: (problem: HostProblem) => void;
}

/**
 * Polls one link until it is stopped: interfaces at each tick; CPU, memory and disks at the first tick after they are
 * due. Ticks ask only what the daemon answers by itself; a VM whose own process is stuck is found by its CPU time that
 * stands still or by a call that does not come back, told, and asked alone from then on.
 */
export class LinkPolling {
  private readonly options: PollOptions;
  private readonly inventory: Inventory;
  private readonly hung = new HungBook();
  private readonly probing = new Set<string>();
  /** Each VM's CPU time at the tick before, and whether it stood still. */
  private cpuTimes = new Map<string, { time: number; stalled: boolean }>();
  private readonly due = { cpu: 0, disks: 0, leases: 0 };
  private early: VmChange[] | null = [];
  private timer: NodeJS.Timeout | undefined;
  private ticking = false;
  private asking = false;
  private stopped = false;

  constructor(options: PollOptions) {
    this.options = options;
    this.inventory = new Inventory(options.settings.id, options.link, options.tell);
  }

  /** Asks what there is; the answer is to be told before polling begins. */
  readAll(): Promise<HostReport> {
    return this.inventory.readAll();
  }

  begin(): void {
    const { every } = this.options.settings;
    const changes = this.early ?? [];
    this.early = null;
    for (const change of changes) this.changed(change);
    const start = performance.now();
    this.due.leases = start + LEASES_EVERY;
    this.due.disks = start + Math.min(every.disks, 2 * every.cpu);
    let turn = 0;
    const next = (): void => {
      const due = start + turn * every.interfaces;
      // Turns that are over already are left out, not caught up with.
      turn = Math.floor((performance.now() - start) / every.interfaces) + 1;
      if (!this.ticking) this.run(this.tick(due));
      this.timer = setTimeout(next, start + turn * every.interfaces - performance.now());
    };
    next();
  }

  /** Something happened to a VM. */
  changed(change: VmChange): void {
    if (this.early) this.early.push(change);
    else if (!this.stopped) this.run(this.inventory.refresh(change.uuid, change.gone));
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    // Whoever hung is not known to hang any more: the next connection finds out anew.
    for (const { uuid } of this.inventory.running()) if (this.hung.forget(uuid)) this.tellHung(uuid, false);
  }

  /** Lets something go on by itself; what fails of the host ends here. */
  private run(work: Promise<void>): void {
    work.catch((thrown: unknown) => {
      const problem = problemOf(thrown);
      if (!this.stopped && problem.kind !== 'timeout') this.options.onFailure(problem);
    });
  }

  private async tick(due: number): Promise<void> {
    const { link, book, settings, onAnswer } = this.options;
    this.ticking = true;
    try {
      const started = performance.now();
      const cpuDue = started >= this.due.cpu;
      const quick = await link.quick(cpuDue);
      if (this.stopped) return;
      const ended = performance.now();
      // The counters were read somewhere between: the middle is wrong by half the time it took at most.
      const at = (started + ended) / 2;
      onAnswer();
      this.compareStates(quick);
      this.findStalled(quick);
      const interfaces = quick.map(({ uuid, interfaces: all }) => ({ uuid, interfaces: all }));
      book.add('interfaces', at, ended - started, interfaces);
      const late = Math.max(0, started - due);
      const total = quick.length;
      this.options.tell({
        type: 'tick',
        time: Date.now() * 1000,
        answered: Math.max(0, total - this.hung.size),
        total,
        late,
      });
      this.askProcesses(quick, at, ended - started, cpuDue, started >= this.due.disks, started);
      if (started >= this.due.leases) {
        this.due.leases = started + LEASES_EVERY;
        this.run(this.inventory.readLeases());
      }
      for (const uuid of this.hung.due(ended)) if (this.runs(uuid)) this.probe(uuid);
      if (cpuDue) this.due.cpu = started + settings.every.cpu - settings.every.interfaces / 2;
    } finally {
      this.ticking = false;
    }
  }

  /** Starts the slower tiers that are due, one after the other; a turn that comes while one still runs is left out. */
  private askProcesses(
    quick: QuickSample[],
    at: number,
    took: number,
    cpuDue: boolean,
    disksDue: boolean,
    now: number,
  ): void {
    if (disksDue) this.due.disks = now + this.options.settings.every.disks;
    if (this.asking || !(cpuDue || disksDue)) return;
    this.asking = true;
    this.run(
      (async () => {
        try {
          if (cpuDue) await this.pollCpu(quick, at, took);
          if (disksDue && !this.stopped) {
            await this.pollDisks();
            await this.inventory.compare();
          }
        } finally {
          this.asking = false;
        }
      })(),
    );
  }

  private async pollCpu(quick: QuickSample[], at: number, took: number): Promise<void> {
    const started = performance.now();
    const deep = await this.deepAll(['memory']);
    if (this.stopped) return;
    const samples = quick.flatMap(({ uuid, cpu, perf }): ResourceSample[] => {
      const { cpus, memory } = deep.get(uuid) ?? {};
      const online = cpus?.online ?? this.inventory.get(uuid)?.vcpus ?? 1;
      if (!cpu && !memory) return [];
      return [
        {
          uuid,
          ...(cpu && { cpu: { ...cpu, ...cpus, online } }),
          ...(memory && { memory }),
          ...(perf && { perf }),
        },
      ];
    });
    this.options.book.add('cpu', at, took + performance.now() - started, samples);
  }

  private async pollDisks(): Promise<void> {
    const started = performance.now();
    const deep = await this.deepAll(['disks']);
    if (this.stopped) return;
    const ended = performance.now();
    this.options.book.add('disks', (started + ended) / 2, ended - started, withDisks(deep));
  }

  /** Asks the processes of all VMs that are thought to answer. */
  private async deepAll(groups: readonly DeepGroup[]): Promise<Map<string, DeepSample>> {
    const answers = new Map<string, DeepSample>();
    if (this.hung.size >= MOST_HUNG) return answers;
    const uuids = this.inventory.running().map(({ uuid }) => uuid);
    for (let from = 0; from < uuids.length && !this.stopped; from += CHUNK) {
      const chunk = uuids.slice(from, from + CHUNK).filter((uuid) => !this.hung.isApart(uuid));
      if (chunk.length === 0) continue;
      try {
        for (const sample of await this.options.link.deep(chunk, groups, CHUNK_DEADLINE)) {
          answers.set(sample.uuid, sample);
        }
        for (const uuid of chunk) if (!answers.has(uuid) && this.runs(uuid)) this.probe(uuid);
      } catch (thrown) {
        if (problemOf(thrown).kind !== 'timeout') throw thrown;
        for (const uuid of chunk) await this.ask(uuid);
      }
    }
    return answers;
  }

  /** Asks one VM's process by itself, unless enough are being asked. */
  private probe(uuid: string): void {
    if (this.probing.size >= MOST_PROBES) return;
    this.run(this.ask(uuid));
  }

  private async ask(uuid: string): Promise<void> {
    if (this.probing.has(uuid) || this.stopped) return;
    this.probing.add(uuid);
    try {
      let answered = false;
      try {
        answered = (await this.options.link.deep([uuid], ['memory'], PROBE_DEADLINE)).length > 0;
      } catch (thrown) {
        if (problemOf(thrown).kind !== 'timeout') throw thrown;
      }
      if (this.stopped || !this.runs(uuid)) return;
      const verdict: Verdict = answered
        ? this.hung.answered(uuid)
        : this.hung.silent(uuid, this.cpuTimes.get(uuid)?.stalled ?? false, performance.now());
      if (verdict !== 'unchanged') this.tellHung(uuid, verdict === 'hung');
    } finally {
      this.probing.delete(uuid);
    }
  }

  private runs(uuid: string): boolean {
    return this.inventory.get(uuid)?.state === 'running';
  }

  private tellHung(uuid: string, hung: boolean): void {
    this.options.tell({ type: 'hung', time: Date.now() * 1000, uuid, hung });
  }

  /** Asks about VMs that are not what they were thought to be: an event was lost, or is on its way. */
  private compareStates(quick: QuickSample[]): void {
    const active = new Set<string>();
    for (const { uuid, name, state } of quick) {
      active.add(uuid);
      const known = this.inventory.get(uuid);
      if (known?.state !== state || known.name !== name) this.run(this.inventory.refresh(uuid));
    }
    for (const { uuid } of this.inventory.running()) {
      if (!active.has(uuid)) this.run(this.inventory.refresh(uuid));
    }
    for (const uuid of this.cpuTimes.keys()) {
      if (!active.has(uuid) && this.hung.forget(uuid)) this.tellHung(uuid, false);
    }
  }

  /** Even an idle VM's process uses some CPU each second; one that used none is asked whether it is there. */
  private findStalled(quick: QuickSample[]): void {
    const times = new Map<string, { time: number; stalled: boolean }>();
    const now = performance.now();
    for (const { uuid, state, cpu } of quick) {
      const time = cpu?.time;
      if (time === undefined) continue;
      const stalled = state === 'running' && this.cpuTimes.get(uuid)?.time === time;
      times.set(uuid, { time, stalled });
      if (stalled && !this.hung.isApart(uuid) && this.runs(uuid)) this.probe(uuid);
      if (!stalled && this.hung.isApart(uuid)) this.hung.hasten(uuid, now);
    }
    this.cpuTimes = times;
  }
}

function withDisks(deep: ReadonlyMap<string, DeepSample>): ResourceSample[] {
  return [...deep.values()].flatMap(({ uuid, disks }) => (disks ? [{ uuid, disks }] : []));
}
