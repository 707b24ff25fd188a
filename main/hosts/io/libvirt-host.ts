import type { SampleTier } from '../../telemetry/resource-sample.ts';
import { explainFailure } from '../explain-failure.ts';
import type { HostMaker, HostSettings, HostSink, WatchedHost } from '../host-port.ts';
import { hostReportSchema } from '../host-report-schema.ts';
import type { HostReport } from '../host-report.ts';
import { backOff } from '../watch/back-off.ts';
import { findCaptureCommand, findConnectionsCommand } from './capture-command.ts';
import { HostChannels } from './channels/host-channels.ts';
import { HostChild, type HostProgram } from './host-child.ts';
import { placeOf } from './to-problem.ts';

/** Longest wait until a process that ended is started again, milliseconds. */
const LONGEST_WAIT = 15_000;
/** A process that ran so long starts the waits anew. */
const PROVEN = 60_000;

/** Makes hosts that are watched over libvirt, each by a process of its own that can be ended at any time. */
export function createLibvirtHostMaker(program: HostProgram): HostMaker {
  return (settings, sink) => new LibvirtHost(program, settings, sink);
}

class LibvirtHost implements WatchedHost {
  readonly settings: HostSettings;
  readonly channels: HostChannels;
  private readonly program: HostProgram;
  private readonly sink: HostSink;
  private child: HostChild | null = null;
  private paused: boolean;
  private closed = false;
  private attempt = 0;
  private restart: NodeJS.Timeout | undefined;
  private daemon = '';
  /** Time of the last batch of each tier, and those whose next one ends a gap that the process cannot know of. */
  private readonly lastBatch = new Map<SampleTier, number>();
  private readonly broken = new Set<SampleTier>();
  private readonly hung = new Set<string>();

  constructor(program: HostProgram, settings: HostSettings, sink: HostSink) {
    this.program = program;
    this.settings = settings;
    this.sink = sink;
    this.channels = new HostChannels(program, settings.uri);
    this.paused = settings.paused;
    this.start();
  }

  captureCommand(device: string): string[] | null {
    const found = findCaptureCommand(this.settings, device);
    return 'command' in found ? found.command : null;
  }

  connectionsCommand(): string[] | null {
    const found = findConnectionsCommand(this.settings);
    return 'command' in found ? found.command : null;
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.child?.send({ op: 'pause', paused });
  }

  retry(): void {
    if (this.child) this.child.send({ op: 'retry' });
    else this.start();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.restart);
    await Promise.all([this.child?.close(), this.channels.close()]);
  }

  private start(): void {
    if (this.closed || this.child) return;
    clearTimeout(this.restart);
    const started = performance.now();
    this.attempt += 1;
    const child = new HostChild(this.program, {
      line: (line) => this.take(hostReportSchema.parse(JSON.parse(line))),
      ended: (reason) => {
        this.child = null;
        if (performance.now() - started > PROVEN) this.attempt = 1;
        this.mourn(reason);
      },
    });
    this.child = child;
    child.send({ op: 'watch', settings: { ...this.settings, paused: this.paused } });
  }

  private take(report: HostReport): void {
    if (this.closed) return;
    if (report.type === 'state') this.daemon = report.daemon || this.daemon;
    if (report.type === 'hung') this.hung[report.hung ? 'add' : 'delete'](report.uuid);
    if (report.type === 'samples') {
      const { tier } = report.batch;
      const from = this.lastBatch.get(tier);
      if (this.broken.delete(tier) && from !== undefined && from < report.time) {
        const reason = 'The process that watches this host was started again.';
        this.sink({ type: 'gap', time: report.time, from, to: report.time, tier, reason });
      }
      this.lastBatch.set(tier, report.time);
    }
    this.sink(report);
  }

  /** Its process ended without being asked to: says so and starts another. */
  private mourn(reason: string): void {
    if (this.closed) return;
    const time = Date.now() * 1000;
    for (const uuid of this.hung) this.sink({ type: 'hung', time, uuid, hung: false });
    this.hung.clear();
    for (const tier of this.lastBatch.keys()) this.broken.add(tier);
    const wait = backOff(this.attempt, LONGEST_WAIT, Math.random());
    this.restart = setTimeout(() => this.start(), wait);
    const failure = explainFailure(
      { kind: 'child', number: 0, message: reason, detail: reason },
      placeOf(this.settings.uri),
    );
    const retryAt = time + Math.round(wait * 1000);
    const { daemon, attempt } = this;
    this.sink({ type: 'state', time, state: 'stale', daemon, failure, retryAt, attempt });
  }
}
