import type { Live } from '../../shared/contract/live.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { EvidenceSink, EvidenceSource } from '../captures/evidence-source.ts';
import type { KeptFile, LiveCapture, LiveSink, TapSettings, TapStatus } from '../captures/live/live-capture.ts';
import type { SourceFile } from '../captures/parser-port.ts';
import type { RecordedFile, Recording } from '../captures/recording.ts';
import type { HostClock } from '../hosts/host-clock.ts';
import type { HostLedger } from '../hosts/host-ledger.ts';
import type { HostMaker, HostSettings, WatchedHost } from '../hosts/host-port.ts';
import type { HostReport } from '../hosts/host-report.ts';
import { AgentRouter, type HostAgents, type MakeAgentEars } from './agent-router.ts';

/** Milliseconds between two moments in which what was told is kept and judged. */
const breatheEvery = 250;
/** Taps of a host beyond which one process a tap must do for both directions. */
const FEW_TAPS = 32;

/** What a live source is made with. */
export interface LiveParts {
  ledger: HostLedger;
  makeHost: HostMaker;
  /** Null where packets cannot be captured at all. */
  capture: ((sink: LiveSink) => LiveCapture) | null;
  /** Null where agents inside VMs are not heard at all. */
  agents: MakeAgentEars | null;
  /** Begins to record; `keep` copies files of the ring. */
  record: (path: string | undefined, capture: LiveCapture | null) => Recording;
  clock: HostClock;
}

/** How the capture on a host is doing, summed over its taps. */
export interface HostCapture {
  taps: readonly TapStatus[];
  frames: number;
  dropped: number;
}

/**
 * Hosts that are watched, as the source of a session: what they report goes to the session as it comes, and packets of
 * the interfaces of their running VMs are captured as VMs come and go. One host never waits for another.
 */
export class LiveSource implements EvidenceSource {
  readonly #parts: LiveParts;
  readonly #hosts = new Map<string, WatchedHost>();
  /** Hosts whose reports are taken: one tells already while it is made, another still while it ends. */
  readonly #heard = new Set<string>();
  /** Taps that are wanted, and how they are doing, null until they say so. */
  readonly #taps = new Map<string, TapStatus | null>();
  readonly #told = new Map<string, number>();
  readonly #agents: AgentRouter | null;
  #sink: EvidenceSink | null = null;
  #capture: LiveCapture | null = null;
  #recording: Recording | null = null;
  #tapsOf = -1;
  #end: () => void = () => {};

  constructor(parts: LiveParts) {
    this.#parts = parts;
    this.#agents =
      parts.agents === null
        ? null
        : new AgentRouter(parts.agents, (host, agent) =>
            this.#take(host, { type: 'agents', time: parts.clock.now(), agents: [agent] }),
          );
  }

  files(): readonly SourceFile[] {
    return this.#capture?.files() ?? [];
  }

  fileName(file: number): string {
    return this.#capture?.files().find(({ generation }) => generation === file)?.name ?? '';
  }

  live(): Live {
    const { ledger } = this.#parts;
    const hosts = [...ledger.hosts.values()].filter(({ id }) => this.#hosts.has(id));
    const ticks = hosts.flatMap(({ lastTick }) => (lastTick === null ? [] : [lastTick]));
    const { frames, dropped } = this.captureOf(null);
    return {
      kind: 'live',
      hosts: [...this.#hosts.keys()],
      lastTick: ticks.length === 0 ? null : Math.max(...ticks),
      answered: hosts.reduce((sum, host) => sum + (host.state === 'up' ? host.answered : 0), 0),
      running: ledger.present().filter(({ facts }) => facts.state === 'running' || facts.state === 'blocked').length,
      loss: dropped === 0 ? 0 : dropped / (frames + dropped),
      recording:
        this.#recording === null
          ? null
          : { path: this.#recording.path, since: this.#recording.since, bytes: this.#recording.bytes() },
      replay: null,
    };
  }

  read(sink: EvidenceSink): { done: Promise<void>; stop(): void } {
    this.#sink = sink;
    const { capture } = this.#parts;
    if (capture !== null)
      this.#capture = capture({
        flow: (told, detail) => sink.flow(told, detail),
        record: (told, detail) => sink.record(told, detail),
        segment: (segment, detail) => sink.segment(segment, detail),
        reply: (reply) => sink.reply(reply),
        pause: () => sink.pause(),
        tap: (status) => this.#takeTap(status),
        full: ({ generation }) => this.#recording?.full(generation),
      });
    // What came last must not wait for what comes next to be kept.
    const stopBreathing = this.#parts.clock.every(breatheEvery, () => sink.pause());
    const done = new Promise<void>((resolve) => {
      this.#end = () => {
        stopBreathing();
        resolve();
      };
    });
    return { done, stop: () => void this.#stop() };
  }

  packets(file: number, index: readonly Uint8Array[], describe: boolean): ReturnType<EvidenceSource['packets']> {
    if (this.#capture === null)
      return Promise.reject(new Refusal('unavailable', 'Packets of these hosts are not captured.'));
    return this.#capture.packets(file, index, describe);
  }

  /** Hosts that are watched. */
  hosts(): WatchedHost[] {
    return [...this.#hosts.values()];
  }

  /** Begins to watch a host. */
  watch(settings: HostSettings): void {
    this.#parts.ledger.name(settings.id, settings.name);
    this.#heard.add(settings.id);
    const host = this.#parts.makeHost(settings, (report) => this.#take(settings.id, report));
    this.#hosts.set(settings.id, host);
    if (settings.paused) host.pause(true);
    // What it told while it was made was heard before it could be captured on.
    this.#tapsOf = -1;
    this.#retap();
    this.adjustAgents();
  }

  /** Ends watching a host and forgets its VMs. */
  async unwatch(id: string): Promise<void> {
    const host = this.#hosts.get(id);
    this.#hosts.delete(id);
    this.#heard.delete(id);
    const { ledger } = this.#parts;
    const gone = [...ledger.machines].filter(([, { facts }]) => facts.host === id);
    ledger.forgetHost(id);
    this.adjustAgents();
    for (const [uuid] of gone) {
      if (ledger.machines.has(uuid)) continue;
      this.#sink?.forgotten(uuid);
      this.#agents?.forget(uuid);
    }
    this.#sink?.pause();
    this.#retap();
    await host?.close();
  }

  /** @returns undefined when no such host is watched */
  host(id: string): WatchedHost | undefined {
    return this.#hosts.get(id);
  }

  /** How the capture is doing, on one host or (null) on all. */
  captureOf(host: string | null): HostCapture {
    const taps = [...this.#taps.values()]
      .filter((tap) => tap !== null)
      .filter(({ id }) => host === null || id.startsWith(`${host}/`));
    return {
      taps,
      frames: taps.reduce((sum, tap) => sum + tap.frames, 0),
      dropped: taps.reduce((sum, tap) => sum + tap.dropped, 0),
    };
  }

  /** Opens and closes channels to agents after VMs, or what is permitted on a host, changed. */
  adjustAgents(): void {
    this.#agents?.adjust([...this.#hosts.values()], this.#parts.ledger.present());
  }

  /** How the channels to agents on a host are doing; null where agents are not heard at all. */
  agentsOf(host: string): HostAgents | null {
    return this.#agents?.of(host) ?? null;
  }

  /** Copies packets of a stretch of time, microseconds, to a folder. */
  async keep(from: number, to: number, folder: string): Promise<KeptFile[]> {
    return (await this.#capture?.keep(from, to, folder)) ?? [];
  }

  /** Begins to record. @throws {Refusal} `conflict` while a recording runs */
  startRecording(path: string | undefined): Recording {
    if (this.#recording !== null)
      throw new Refusal('conflict', `Recording to “${this.#recording.path}” already. Stop it first.`);
    const recording = this.#parts.record(path, this.#capture);
    const time = this.#parts.clock.now();
    // What is known already comes first, so that the recording stands for itself.
    for (const [id, entry] of this.#parts.ledger.hosts) {
      const { state, daemon, failure, retryAt, attempt } = entry;
      recording.report(id, { type: 'state', time, state, daemon, failure, retryAt, attempt });
      const vms = this.#parts.ledger
        .present()
        .map(({ facts }) => facts)
        .filter((facts) => facts.host === id);
      recording.report(id, { type: 'inventory', time, vms, networks: [] });
      for (const agent of this.#parts.ledger.agents.retell(vms.map(({ uuid }) => uuid)))
        recording.report(id, { type: 'agents', time, agents: [agent] });
    }
    for (const { facts, hung } of this.#parts.ledger.present())
      if (hung) recording.report(facts.host, { type: 'hung', time, uuid: facts.uuid, hung });
    this.#recording = recording;
    return recording;
  }

  /** Ends the recording and writes its file. @throws {Refusal} where none runs or it cannot be written */
  async stopRecording(signal: AbortSignal): Promise<RecordedFile> {
    const recording = this.#recording;
    if (recording === null) throw new Refusal('conflict', 'Nothing is being recorded.');
    this.#recording = null;
    return recording.finish(signal);
  }

  close(): void {
    this.#recording?.abandon();
    this.#recording = null;
    for (const host of this.#hosts.values()) void host.close();
    this.#hosts.clear();
    this.#heard.clear();
    this.#agents?.close();
    this.#capture?.close();
    this.#end();
  }

  async #stop(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.close()));
    this.#agents?.close();
    await this.#capture?.stop();
    this.#end();
  }

  #take(host: string, report: HostReport): void {
    if (!this.#heard.has(host)) return;
    this.#sink?.report(host, report);
    this.#recording?.report(host, report);
    if (report.type === 'inventory' || report.type === 'vm' || report.type === 'vm-gone') {
      this.#retap();
      this.adjustAgents();
    } else if (report.type === 'state') this.adjustAgents();
    this.#sink?.pause();
  }

  /** Captures at the interfaces of all VMs that run now. */
  #retap(): void {
    const { ledger } = this.#parts;
    if (this.#capture === null || this.#tapsOf === ledger.version) return;
    this.#tapsOf = ledger.version;
    const taps: TapSettings[] = [];
    for (const { facts } of ledger.present()) {
      const host = this.#hosts.get(facts.host);
      if (host === undefined || !host.settings.capture || (facts.state !== 'running' && facts.state !== 'blocked'))
        continue;
      if (host.settings.flows === 'connections') continue;
      for (const { mac, target } of facts.interfaces) {
        const command = target === '' ? null : host.captureCommand(target);
        if (command === null) continue;
        taps.push({
          id: `${facts.host}/${facts.uuid}/${mac}`,
          label: `${facts.host}/${facts.name}/${target}`,
          macs: [mac],
          command,
          kind: 'packets',
          directions: 'apart',
        });
      }
    }
    for (const host of this.#hosts.values()) {
      const command = host.settings.flows === 'connections' && host.settings.capture ? host.connectionsCommand() : null;
      if (command === null) continue;
      const id = `${host.settings.id}/connections`;
      taps.push({ id, label: id, macs: [], command, kind: 'conntrack', directions: 'together' });
    }
    const directions = taps.length > FEW_TAPS ? ('together' as const) : ('apart' as const);
    const wanted = new Set(taps.map(({ id }) => id));
    for (const { settings } of this.#hosts.values())
      if (settings.collector !== undefined) wanted.add(`${settings.id}/collector`);
    for (const id of [...this.#taps.keys()].filter((known) => !wanted.has(known))) {
      this.#taps.delete(id);
      this.#told.delete(id);
    }
    for (const id of wanted) if (!this.#taps.has(id)) this.#taps.set(id, null);
    this.#capture.setCollectors(
      [...this.#hosts.values()].flatMap(({ settings: { id, collector } }) =>
        collector === undefined ? [] : [{ id: `${id}/collector`, ...collector }],
      ),
    );
    this.#capture.setTaps(taps.map((tap) => ({ ...tap, directions })));
  }

  #takeTap(status: TapStatus): void {
    // One that was ended may still say so.
    if (!this.#taps.has(status.id)) return;
    this.#taps.set(status.id, status);
    const { dropped, frames } = status;
    if (dropped <= (this.#told.get(status.id) ?? 0)) return;
    this.#told.set(status.id, dropped);
    const [, machine = ''] = status.id.split('/');
    this.#sink?.loss({
      share: dropped / (frames + dropped),
      reason: 'frames lost between the interface and us',
      machine,
    });
  }
}
