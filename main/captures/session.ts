import type { Session as SessionState } from '../../shared/contract/session.ts';
import type { Assessment } from '../detection/assessment.ts';
import { HostLedger } from '../hosts/host-ledger.ts';
import type { SessionStore } from '../store/session-store.ts';
import type { Observation } from '../telemetry/observation.ts';
import type { EvidenceSink } from './evidence-source.ts';
import { EventIntake } from './event-intake.ts';
import { JudgeSeat } from './judge-seat.ts';
import type { DetailCodec, ParserPort, SourceFile } from './parser-port.ts';
import type { ParserReply } from './parser-messages.ts';
import { ReportIntake } from './report-intake.ts';
import { restoreLedger } from './restore-ledger.ts';
import type { SessionJudge, SessionParts } from './session-parts.ts';
import { StoreKeeper } from './store-keeper.ts';
import { tellStored } from './tell-stored.ts';
import type { ToldFlow } from './told.ts';

/** Remarks kept of a session. */
const mostRemarks = 500;
/** Flows that are judged again when a watch goes on: more would keep the console from starting. */
const restoredFlows = 250_000;

/** Reads its files into its index and keeps the judgement of its subjects up to date meanwhile. */
export class Session {
  readonly id: string;
  readonly store: SessionStore;
  readonly codec: DetailCodec;
  assessment: Assessment = { subjects: [], localNetworks: [] };
  /** Grows with every new assessment, so that what is derived from one can be kept until the next. */
  generation = 0;
  private readonly parts: SessionParts;
  /** Hosts and VMs as they were told; empty for a session of captures alone. */
  readonly ledger: HostLedger;
  private readonly keeper: StoreKeeper;
  private readonly intake: ReportIntake;
  private readonly events: EventIntake;
  readonly judge: JudgeSeat;
  private state: SessionState['state'];
  private error: SessionState['error'] = null;
  private stopReading: () => void = () => {};
  private readonly formats: string[] = [];
  private readonly bytesRead: number[] = [];
  private packets = 0;
  private undecoded = 0;
  private flows = 0;
  private start: number | null = null;
  private end: number | null = null;
  private readonly remarks: SessionState['remarks'];
  private readonly openedAt: number;
  private finishedAt: number | null = null;
  private nextAssessment = 0;
  savedAs: string | null = null;
  /** Where what twins knew before its evidence begins lies: it is saved with that. */
  baselines: SourceFile | null = null;
  /** Takes what the source tells. */
  readonly told: EvidenceSink = {
    flow: (told, detail) => this.takeFlow(told, detail),
    record: (told, detail) => {
      if (told.flow > 0) this.keeper.keep((store) => store.putRecord(told.flow, told.time, detail));
      this.judge.observe(told);
    },
    segment: (segment, detail) => {
      this.widen(segment.start, segment.end);
      this.packets = Math.max(this.packets, segment.firstPacket + segment.packets);
      this.keeper.keep((store) => store.putSegment(segment.file, segment.firstPacket, segment.packets, detail));
    },
    reply: (reply) => this.takeReply(reply),
    report: (host, report) => this.intake.take(host, report),
    loss: (loss) => this.judge.observe({ kind: 'loss', loss }),
    forgotten: (uuid) => this.judge.observe({ kind: 'machine-forgotten', uuid }),
    pause: () => this.breathe(),
  };
  private readonly closing = new AbortController();
  /** Resolves when reading is over. */
  over: Promise<void> = Promise.resolve();
  /** Resolves when the first of the evidence was told, or when reading is over without any. */
  readonly sign: Promise<void>;
  private showSign: () => void = () => {};

  constructor(parts: SessionParts) {
    this.parts = parts;
    this.id = parts.id;
    this.state = parts.source.live() === null ? 'reading' : 'watching';
    this.store = parts.store;
    this.codec = parts.codec;
    this.ledger = parts.ledger ?? new HostLedger();
    this.judge = new JudgeSeat(parts, this.closing.signal);
    this.openedAt = parts.now();
    this.sign = new Promise((resolve) => {
      this.showSign = resolve;
    });
    this.remarks = [...(parts.remarks ?? [])];
    this.keeper = new StoreKeeper({
      store: parts.store,
      now: parts.now,
      isWatch: () => this.state === 'watching',
      remark: (remark) => this.addRemark(remark),
    });
    const to = {
      keeper: this.keeper,
      observe: (observation: Observation): void => this.judge.observe(observation),
      reach: (time: number): void => this.widen(time, time),
    };
    this.events = new EventIntake(to);
    this.intake = new ReportIntake({ ...to, ledger: this.ledger, event: (event) => this.events.take(event) });
  }

  /** Files the evidence lies in. */
  get files(): readonly SourceFile[] {
    return this.parts.source.files();
  }

  /** Name of a file by the number that the packet index knows it by. */
  fileName(file: number): string {
    return this.parts.source.fileName(file);
  }

  /** Reads the evidence. Resolves when reading is over, however it ended; never rejects. */
  read(): Promise<void> {
    this.over = this.readAll();
    return this.over;
  }

  private async readAll(): Promise<void> {
    this.store.begin();
    try {
      const reading = this.parts.source.read(this.told);
      this.stopReading = () => reading.stop();
      await reading.done;
    } catch (problem) {
      this.remark(
        'error',
        'reader-died',
        `Reading ended early: ${problem instanceof Error ? problem.message : String(problem)} What was read is kept.`,
        0,
      );
    }
    this.finish();
  }

  /**
   * Goes on where an earlier watch of the same store ended: its VMs are known again, its flows are judged again, and
   * what was watched begins with the first of them. Call before `read`.
   */
  restore(): void {
    restoreLedger(this.ledger, this.store);
    const { flow, event } = this.store.lastNumbers();
    this.replay(this.judge.judge, true, flow - restoredFlows);
    this.flows = flow;
    this.events.count = event;
    const span = this.store.flowSpan();
    if (span !== null) this.widen(span.from, span.to);
    const hosts = new Set([...this.ledger.machines.values()].map(({ facts }) => facts.host));
    this.store.resources.putAbsence(hosts, this.parts.now() * 1000);
    this.assess();
  }

  /** Ends reading and keeps what was read. */
  stop(): void {
    if (this.state !== 'reading' && this.state !== 'watching') return;
    this.state = 'stopped';
    this.stopReading();
    this.parts.onChange(this);
  }

  /** Judges all that was read again, with new settings. */
  rejudge(createJudge: () => SessionJudge): void {
    this.replay(this.judge.seat(createJudge()));
    this.assess();
  }

  /**
   * Tells a judge all that is stored.
   * @param over whether flows that went on when they were stored are over: nobody will tell of them again
   * @param after flows of this number and below are left out
   */
  replay(judge: SessionJudge, over = false, after = 0): void {
    tellStored({ store: this.store, codec: this.codec, ledger: this.ledger }, judge, over, after);
  }

  /** Adds a sentence about the evidence that was found out beside reading it. */
  addRemark(remark: SessionState['remarks'][number]): void {
    if (this.remarks.length < mostRemarks) this.remarks.push(remark);
    this.parts.onChange(this);
  }

  /** Closes index and child. */
  close(): void {
    this.closing.abort();
    this.stopReading();
    this.parts.source.close();
    this.store.close();
    this.parts.onClose();
  }

  /** Milliseconds since the epoch, by the clock of the session. */
  now(): number {
    return this.parts.now();
  }

  /** Aborts when the session is closed: for work that goes on beside it. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  /** Frames of one file that pieces of the packet index name. */
  readPackets(file: number, index: readonly Uint8Array[], describe: boolean): ReturnType<ParserPort['packets']> {
    return this.parts.source.packets(file, index, describe);
  }

  /** What the console shows of it. */
  toState(): SessionState {
    const { files } = this;
    const bytesTotal = files.reduce((sum, file) => sum + file.bytes, 0);
    const bytesRead = this.bytesRead.reduce((sum, bytes) => sum + bytes, 0);
    const share = bytesTotal > 0 ? Math.min(1, bytesRead / bytesTotal) : 0;
    const progress = this.state === 'reading' || this.state === 'stopped' ? share : 1;
    const seconds = Math.max(0.001, ((this.finishedAt ?? this.parts.now()) - this.openedAt) / 1000);
    const alerts = this.assessment.subjects.reduce((sum, subject) => sum + subject.alerts.length, 0);
    const risks = this.assessment.subjects.map((subject) => subject.risk).filter((risk) => risk !== null);
    return {
      id: this.id,
      name: this.parts.name,
      files: files.map((file, index) => ({
        path: file.path,
        name: file.name,
        format: this.formats[index] ?? '',
        bytes: file.bytes,
        bytesRead: Math.min(file.bytes, this.bytesRead[index] ?? 0),
        sha256: file.sha256,
      })),
      state: this.state,
      error: this.error,
      progress,
      packets: this.packets,
      packetsEstimated: progress > 0.01 && this.packets > 0 ? Math.round(this.packets / progress) : null,
      packetsUndecoded: this.undecoded,
      secondsLeft: this.state === 'reading' && progress > 0.02 ? (seconds * (1 - progress)) / progress : null,
      packetsPerSecond: this.packets / seconds,
      start: this.start,
      end: this.end,
      flows: this.flows,
      subjects: this.assessment.subjects.length,
      events: this.events.count,
      alerts,
      worstRisk: risks.length > 0 ? Math.max(...risks) : null,
      remarks: this.remarks,
      localNetworks: this.assessment.localNetworks,
      indexBytes: this.store.database.open ? this.store.sizeBytes() : 0,
      memoryBytes: process.memoryUsage.rss(),
      openedAt: this.openedAt,
      sample: this.parts.sample,
      live: this.parts.source.live(),
      savedAs: this.savedAs,
    };
  }

  private takeFlow(told: ToldFlow, detail: Uint8Array): void {
    if (told.id > this.flows) this.flows = told.id;
    this.widen(told.start, told.end);
    this.keeper.keep((store) => store.putFlow(told, detail));
    this.judge.observe(told);
  }

  private takeReply(reply: ParserReply): void {
    switch (reply.type) {
      case 'remark':
        this.remark(reply.severity, reply.code, reply.text, reply.file, reply.count);
        break;
      case 'format':
        this.formats[reply.file] = reply.label;
        break;
      case 'refused':
        this.remark(
          'error',
          'not-readable',
          `${this.files[reply.file]?.name ?? 'A file'}: ${reply.title} ${reply.detail}`,
          reply.file,
        );
        this.error ??= { title: reply.title, detail: reply.detail, action: reply.action };
        break;
      case 'progress':
        this.bytesRead[reply.file] = reply.bytes;
        this.packets = reply.packets;
        this.undecoded = reply.undecoded;
        break;
      case 'events':
        for (const event of reply.events) this.events.take(event);
        break;
      case 'reports':
        for (const { host, report } of reply.reports) this.intake.take(host, report);
        break;
      case 'done':
      case 'packets':
        break;
    }
  }

  /** Between two chunks: commits now and then, judges now and then, so partial results show while reading. */
  private breathe(): void {
    const now = this.parts.now();
    if (this.keeper.commit()) this.parts.onChange(this);
    if (now >= this.nextAssessment) {
      this.assess();
      // A judgement may take a twentieth of the time at most, however many subjects there are.
      const cost = this.parts.now() - now;
      this.nextAssessment = now + Math.max(700, cost * 20);
    }
    this.keeper.prune(
      () => [...this.ledger.machines.keys()],
      (file) => this.fileName(file) !== '',
    );
  }

  /** Judges anew what was told already: after feeds say something else. */
  assess(): void {
    this.assessment = this.judge.assess();
    this.generation++;
    this.parts.onChange(this);
  }

  private finish(): void {
    if (!this.store.database.open) return;
    this.store.buildIndexes();
    const nothing = this.flows === 0 && this.events.count === 0 && this.packets === 0;
    this.finishedAt = this.parts.now();
    this.showSign();
    if (this.error && nothing) this.state = 'failed';
    else if (this.state === 'reading' || this.state === 'watching' || this.hasReadAll()) this.state = 'ready';
    if (this.state !== 'failed') this.error = null;
    this.assess();
  }

  /** Asked to stop after the last byte, there was nothing left to stop. */
  private hasReadAll(): boolean {
    return this.files.every((file, index) => (this.bytesRead[index] ?? 0) >= file.bytes);
  }

  private widen(start: number, end: number): void {
    this.showSign();
    if (start > 0 && (this.start === null || start < this.start)) this.start = start;
    if (end > 0 && (this.end === null || end > this.end)) this.end = end;
  }

  private remark(severity: 'info' | 'warning' | 'error', code: string, text: string, file: number, count = 1): void {
    if (this.remarks.length < mostRemarks) {
      this.remarks.push({ severity, code, text, file: this.files[file]?.name ?? '', count });
    }
  }
}
