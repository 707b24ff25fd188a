import type { HostProblem } from '../host-problem.ts';
import type { HostSettings } from '../host-port.ts';
import type { HostReport } from '../host-report.ts';
import type { ResourceSample } from '../../telemetry/resource-sample.ts';
import { type HostLink, problemOf, type QuickSample, type VmChange } from './host-link.ts';
import { Inventory } from './inventory.ts';
import { ProcessAsker } from './process-asker.ts';
import type { SampleBook } from './sample-book.ts';

/** Milliseconds between two looks at leases. */
const LEASES_EVERY = 10_000;

/** What polling is given. */
export interface PollOptions {
  settings: HostSettings;
  link: HostLink;
  book: SampleBook;
  /** VMs that hung when the connection before ended. */
  hung: readonly string[];
  tell: (report: HostReport) => void;
  /** A poll of interfaces was answered. */
  onAnswer: () => void;
  /** The daemon refuses what is needed. */
  onFailure: (problem: HostProblem) => void;
}

/**
 * Polls one link until it is stopped: interfaces at each tick; CPU with memory, and disks, at the first tick after they
 * are due. A tick itself asks only what the daemon answers without any VM's own process.
 */
export class LinkPolling {
  private readonly options: PollOptions;
  private readonly inventory: Inventory;
  private readonly asker: ProcessAsker;
  private readonly due = { cpu: 0, disks: 0, leases: 0 };
  private early: VmChange[] | null = [];
  private timer: NodeJS.Timeout | undefined;
  private ticking = false;
  private asking = false;
  private stopped = false;

  constructor(options: PollOptions) {
    this.options = options;
    this.inventory = new Inventory(options.settings.id, options.link, options.tell);
    this.asker = new ProcessAsker(
      options.link,
      (uuid) => this.inventory.get(uuid)?.state === 'running',
      (uuid, hung) => options.tell({ type: 'hung', time: Date.now() * 1000, uuid, hung }),
      options.hung,
    );
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
      // Turns that are over already are left out, not caught up with; a timer may also come a little early.
      turn = Math.max(turn + 1, Math.ceil((performance.now() - start) / every.interfaces));
      if (!this.ticking) this.run(this.tick(due));
      this.timer = setTimeout(next, Math.max(1, start + turn * every.interfaces - performance.now()));
    };
    next();
  }

  /** VMs that hang. */
  get hung(): string[] {
    return this.asker.hung;
  }

  /** Something happened to a VM. */
  changed(change: VmChange): void {
    if (this.early) this.early.push(change);
    else if (!this.stopped) this.run(this.inventory.refresh(change.uuid, change.gone));
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.asker.stop();
  }

  /** Lets something go on by itself; what fails of the host ends here. */
  private run(work: Promise<void>): void {
    work.catch((thrown: unknown) => {
      const problem = problemOf(thrown);
      if (!this.stopped && problem.kind !== 'timeout') this.options.onFailure(problem);
    });
  }

  private async tick(due: number): Promise<void> {
    const { link, book, tell, onAnswer } = this.options;
    this.ticking = true;
    try {
      const started = performance.now();
      const quick = await link.quick();
      if (this.stopped) return;
      const ended = performance.now();
      onAnswer();
      this.compareStates(quick);
      const interfaces = quick.map((vm) => ({ uuid: vm.uuid, interfaces: vm.interfaces }));
      // The counters were read somewhere between: the middle is wrong by half the time it took at most.
      book.add('interfaces', (started + ended) / 2, ended - started, interfaces);
      const total = quick.length;
      const answered = Math.max(0, total - this.asker.hung.length);
      tell({ type: 'tick', time: Date.now() * 1000, answered, total, late: Math.max(0, started - due) });
      if (started >= this.due.leases) {
        this.due.leases = started + LEASES_EVERY;
        this.run(this.inventory.readLeases());
      }
      this.askProcesses(started);
    } finally {
      this.ticking = false;
    }
  }

  /** Asks the VMs' processes what is due; a turn that comes while one still runs is left out. */
  private askProcesses(now: number): void {
    this.run(this.asker.probeHung());
    if (this.asking) return;
    this.asking = true;
    const { every } = this.options.settings;
    const cpu = now >= this.due.cpu;
    const disks = now >= this.due.disks;
    if (cpu) this.due.cpu = now + every.cpu - every.interfaces / 2;
    if (disks) this.due.disks = now + every.disks - every.interfaces / 2;
    const work = async (): Promise<void> => {
      try {
        if (cpu) await this.poll('cpu');
        else await this.asker.lookForSilent(this.running());
        if (!disks) return;
        await this.poll('disks');
        if (!this.stopped) await this.inventory.compare();
      } finally {
        this.asking = false;
      }
    };
    this.run(work());
  }

  private async poll(tier: 'cpu' | 'disks'): Promise<void> {
    const started = performance.now();
    const samples: ResourceSample[] = await this.asker.askAll(this.running(), tier);
    if (this.stopped) return;
    const { book } = this.options;
    if (this.asker.overwhelmed)
      book.interrupt(`${this.asker.hung.length} VMs hang: the rest are not asked, to spare the daemon.`, [tier]);
    else book.add(tier, started, performance.now() - started, samples);
  }

  private running(): string[] {
    return this.inventory.running().map(({ uuid }) => uuid);
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
    this.asker.keepOnly(active);
  }
}
