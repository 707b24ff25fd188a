import type { CollectorSettings, LiveCapture, LiveSink, RingSettings, TapSettings } from '../../live/live-capture.ts';
import type { LiveReply } from '../../live/live-messages.ts';
import { createParserProcess, type ParserProgram } from '../parser-process.ts';
import { Collector } from './collector.ts';
import { LiveChild } from './live-child.ts';
import { PacketRing } from './packet-ring.ts';
import { Tap, type TapOutlet } from './tap.ts';

/** Milliseconds before a parsing child that died is started again: first, and at most; doubled each time. */
const firstRestart = 500;
const lastRestart = 30_000;
/** A child that ran so long has proven itself: its end starts the waits anew. */
const provenAfter = 60_000;
/** It tells how it is doing each second. */
const longestSilence = 30_000;
/** A child that was told that no more comes is waited for so long, milliseconds. */
const patience = 15_000;

/** What live capture is made with. */
export interface LiveCaptureParts {
  program: ParserProgram;
  ring: RingSettings;
  sink: LiveSink;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Last flow and packet that an earlier run has told of: ids and numbers go on behind them. */
  before?: { flows: number; packets: number };
  /** Milliseconds after which a parsing child that says nothing is taken for hung and started anew. */
  longestSilence?: number;
}

/** Captures packets of VMs. The parsing child starts at once, captures when it is told of taps. */
export function startLiveCapture(parts: LiveCaptureParts): LiveCapture {
  return new Capturing(parts);
}

class Capturing implements LiveCapture {
  private readonly sink: LiveSink;
  private readonly ring: PacketRing;
  private readonly child: LiveChild;
  private readonly reader;
  private readonly taps = new Map<string, Tap>();
  private readonly collectors = new Map<string, Collector>();
  private readonly ending = new Set<Promise<void>>();
  private wanted: readonly TapSettings[] = [];
  private wantedCollectors: readonly CollectorSettings[] = [];
  private streams = 0;
  private readonly outlet: TapOutlet;
  private stopping = false;
  private isReady = false;
  /** Resolves when the child is gone for good. */
  private readonly over: Promise<void>;

  constructor(parts: LiveCaptureParts) {
    this.sink = parts.sink;
    this.outlet = {
      now: parts.now,
      nextStream: () => ++this.streams,
      write: (kind, stream, payload) => {
        if (this.child.write(kind, stream, payload)) return;
        for (const source of this.sources()) source.pause();
      },
      tell: (status) => this.sink.tap(status),
    };
    this.ring = new PacketRing(parts.ring);
    this.reader = createParserProcess(parts.program);
    this.child = new LiveChild({
      program: parts.program,
      ring: this.ring.paths,
      fileBytes: parts.ring.segmentBytes,
      longestSilence: parts.longestSilence ?? longestSilence,
      before: { generation: this.ring.newest, flows: 0, packets: 0, ...parts.before },
      sink: parts.sink,
      onReply: (reply) => this.takeReply(reply),
      onDrain: () => {
        for (const source of this.sources()) source.resume();
      },
    });
    this.over = this.keepChild();
  }

  setTaps(taps: readonly TapSettings[]): void {
    this.wanted = taps;
    if (this.isReady && !this.stopping) this.follow();
  }

  setCollectors(collectors: readonly CollectorSettings[]): void {
    this.wantedCollectors = collectors;
    if (this.isReady && !this.stopping) this.follow();
  }

  files() {
    return this.ring.files();
  }

  packets(file: number, index: readonly Uint8Array[], describe: boolean) {
    return this.ring.packets(this.reader, file, index, describe);
  }

  keep(from: number, to: number, folder: string) {
    return this.ring.keep(from, to, folder);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.endSources();
    await Promise.all(this.ending);
    this.child.finish();
    const force = setTimeout(() => this.child.kill(), patience);
    await this.over;
    clearTimeout(force);
    this.reader.close();
  }

  close(): void {
    this.stopping = true;
    this.endSources();
    this.child.kill();
    this.reader.close();
  }

  /** Starts the child, again when it died, until nothing more is wanted of it. */
  private async keepChild(): Promise<void> {
    let wait = firstRestart;
    for (;;) {
      const startedAt = performance.now();
      try {
        const { ended } = await this.child.start();
        this.isReady = true;
        if (this.stopping) this.child.finish();
        else this.follow();
        await ended;
        if (this.stopping) return;
        throw new Error('The reader ended by itself.');
      } catch (problem) {
        if (this.stopping) return;
        this.isReady = false;
        const reason = problem instanceof Error ? problem.message : String(problem);
        this.sink.reply({
          type: 'remark',
          code: 'reader-restarted',
          text: `The packet reader ended and was started again; flows that were open then are told in two parts. ${reason}`,
          file: 0,
          count: 1,
          severity: 'error',
        });
        if (performance.now() - startedAt > provenAfter) wait = firstRestart;
        await new Promise((resolve) => {
          setTimeout(resolve, wait);
        });
        wait = Math.min(lastRestart, wait * 2);
        if (this.stopping) return;
        // Its successor knows nothing of streams in their middle.
        for (const source of this.sources()) source.restart();
      }
    }
  }

  /** Starts and ends captures until they are those wanted. */
  private follow(): void {
    const taps = new Map(this.wanted.map((settings) => [settings.id, settings]));
    for (const [id, tap] of this.taps) {
      const settings = taps.get(id);
      if (settings !== undefined && isSameCommand(settings, tap.settings)) {
        tap.update(settings);
        taps.delete(id);
      } else {
        this.taps.delete(id);
        this.endSource(tap);
      }
    }
    for (const [id, settings] of taps) this.taps.set(id, new Tap(settings, this.outlet));
    const collectors = new Map(this.wantedCollectors.map((settings) => [settings.id, settings]));
    for (const [id, collector] of this.collectors) {
      const settings = collectors.get(id);
      if (settings?.address === collector.settings.address && settings.port === collector.settings.port) {
        collectors.delete(id);
      } else {
        this.collectors.delete(id);
        this.endSource(collector);
      }
    }
    for (const [id, settings] of collectors) this.collectors.set(id, new Collector(settings, this.outlet));
  }

  private sources(): (Tap | Collector)[] {
    return [...this.taps.values(), ...this.collectors.values()];
  }

  private endSources(): void {
    for (const source of this.sources()) this.endSource(source);
    this.taps.clear();
    this.collectors.clear();
  }

  private endSource(source: Tap | Collector): void {
    const ended = source.stop().finally(() => this.ending.delete(ended));
    this.ending.add(ended);
  }

  private takeReply(reply: LiveReply): void {
    if (reply.type === 'live-file') {
      const full = this.ring.take(reply);
      if (full) this.sink.full(full);
      if (reply.fault !== '') this.remarkFault(reply.fault);
      return;
    }
    for (const source of this.sources()) if (source.count(reply)) return;
  }

  private remarkFault(fault: string): void {
    this.sink.reply({
      type: 'remark',
      code: 'packets-not-kept',
      text: `Packets cannot be kept (${fault}); their flows are. Writing is tried again every few seconds.`,
      file: 0,
      count: 1,
      severity: 'warning',
    });
  }
}

function isSameCommand(a: TapSettings, b: TapSettings): boolean {
  return (
    a.kind === b.kind &&
    a.label === b.label &&
    a.directions === b.directions &&
    JSON.stringify(a.command) === JSON.stringify(b.command)
  );
}
