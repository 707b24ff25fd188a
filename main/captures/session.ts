import type { Session as SessionState } from '../../shared/contract/session.ts';
import type { Assessment } from '../detection/assessment.ts';
import { HostLedger, type Machine } from '../hosts/host-ledger.ts';
import type { HostReport } from '../hosts/host-report.ts';
import type { EventColumns } from '../store/event-columns.ts';
import type { SessionStore } from '../store/session-store.ts';
import { storageFault } from '../store/storage-fault.ts';
import type { HostEvent } from '../telemetry/host-event.ts';
import type { Observation } from '../telemetry/observation.ts';
import { RateMaker } from '../telemetry/rate-maker.ts';
import type { VmFacts } from '../telemetry/vm-facts.ts';
import type { EvidenceSink, EvidenceSource } from './evidence-source.ts';
import type { DetailCodec, ParserPort, SourceFile } from './parser-port.ts';
import type { ParserReply } from './parser-messages.ts';
import type { ToldFlow } from './told.ts';

/** Flows and events of a watch that are kept, the newest; the rest is removed every so many milliseconds. */
const keptFlows = 2_000_000;
const keptEvents = 500_000;
const pruneEvery = 60_000;
/** Milliseconds after which a store that failed is tried again. */
const storeRetry = 3000;

/** Takes observations and says what to think of them. */
export interface SessionJudge {
  observe(observation: Observation): void;
  assess(): Assessment;
}

/** What a session is made with. */
export interface SessionParts {
  id: string;
  name: string;
  source: EvidenceSource;
  sample: boolean;
  store: SessionStore;
  codec: DetailCodec;
  createJudge: () => SessionJudge;
  /** Milliseconds since epoch. */
  now: () => number;
  /** Called when anything an observer may see has changed; the observer decides how often it looks. */
  onChange: (session: Session) => void;
  /** Called once the session is closed: its index is no longer needed. */
  onClose: () => void;
  /** Where what hosts tell is written; shared with the source where that needs it too. */
  ledger?: HostLedger;
  /** Remarks known before reading (a damaged container). */
  remarks?: SessionState['remarks'];
}

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
  private readonly rates = new RateMaker();
  private judge: SessionJudge;
  private state: SessionState['state'];
  private error: SessionState['error'] = null;
  private stopReading: () => void = () => {};
  private readonly formats: string[] = [];
  private readonly bytesRead: number[] = [];
  private packets = 0;
  private undecoded = 0;
  private flows = 0;
  private events = 0;
  private start: number | null = null;
  private end: number | null = null;
  private readonly remarks: SessionState['remarks'];
  private readonly openedAt: number;
  private finishedAt: number | null = null;
  private nextAssessment = 0;
  private lastCommit = 0;
  private nextPruning = 0;
  /** The disk did not take what was written; milliseconds from which it is tried again. */
  private storeFaulty = false;
  private storeAgain = 0;
  savedAs: string | null = null;
  /** Takes what the source tells. */
  readonly told: EvidenceSink = {
    flow: (told, detail) => this.takeFlow(told, detail),
    record: (told, detail) => {
      if (told.flow > 0) this.keep(() => this.store.putRecord(told.flow, told.time, detail));
      this.judge.observe(told);
    },
    segment: (segment, detail) => {
      this.widen(segment.start, segment.end);
      this.packets = Math.max(this.packets, segment.firstPacket + segment.packets);
      this.keep(() => this.store.putSegment(segment.file, segment.firstPacket, segment.packets, detail));
    },
    reply: (reply) => this.takeReply(reply),
    report: (host, report) => this.takeReport(host, report),
    loss: (loss) => this.judge.observe({ kind: 'loss', loss }),
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
    this.judge = parts.createJudge();
    this.openedAt = parts.now();
    this.sign = new Promise((resolve) => {
      this.showSign = resolve;
    });
    this.remarks = [...(parts.remarks ?? [])];
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
   * Goes on where an earlier watch of the same store ended: its VMs are known again, its flows are judged again. Call
   * before `read`.
   */
  restore(): void {
    for (const body of this.store.listMachines()) this.ledger.restore(JSON.parse(body) as Machine);
    this.replay(this.judge, true);
    const { flow, event } = this.store.lastNumbers();
    this.flows = flow;
    this.events = event;
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
    const judge = createJudge();
    this.replay(judge);
    this.judge = judge;
    this.assess();
  }

  /**
   * Tells a judge all that is stored.
   * @param over whether flows that went on when they were stored are over: nobody will tell of them again
   */
  replay(judge: SessionJudge, over = false): void {
    for (const { isFlow, final, detail } of this.store.eachDetail()) {
      if (isFlow) judge.observe({ kind: 'flow', flow: this.codec.flow(detail), final: final || over });
      else judge.observe({ kind: 'record', record: this.codec.record(detail) });
    }
    for (const event of this.hostEvents()) judge.observe({ kind: 'event', event });
    // An address belongs to the VM that had it last.
    const machines = [...this.ledger.machines.values()].toSorted(
      (left, right) => Number(right.gone) - Number(left.gone) || left.lastSeen - right.lastSeen,
    );
    for (const { facts, firstSeen } of machines) judge.observe({ kind: 'machine', facts, time: firstSeen });
    for (const row of this.store.resources.eachRate()) judge.observe({ kind: 'rates', row });
  }

  /** Adds a sentence about the evidence that was found out beside reading it. */
  addRemark(remark: SessionState['remarks'][number]): void {
    this.remarks.push(remark);
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
      events: this.events,
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
    this.keep(() => this.store.putFlow(told, detail));
    this.judge.observe(told);
  }

  /**
   * Writes to the store. A watch outlives a disk that is full or gone: it says so, judges on, and writes again when
   * that is mended; what came meanwhile is not kept. What is read from files can be read again: there the problem ends it.
   * @param proves whether the write reached the disk, so that it shows that the store works again
   */
  private keep(write: () => void, proves = false): void {
    const now = this.parts.now();
    if (now < this.storeAgain) return;
    try {
      write();
    } catch (problem) {
      const sentence = storageFault(problem);
      if (sentence === null || this.state !== 'watching') throw problem;
      this.store.abandon();
      this.storeAgain = now + storeRetry;
      if (this.storeFaulty) return;
      this.storeFaulty = true;
      this.addRemark({
        severity: 'error',
        code: 'store-fault',
        text: `${sentence} What is watched is judged but not kept until there is room again; it is tried every few seconds.`,
        file: '',
        count: 1,
      });
      return;
    }
    if (!this.storeFaulty || !proves) return;
    this.storeFaulty = false;
    this.addRemark({
      severity: 'info',
      code: 'store-resumed',
      text: 'The disk can be written again: what is watched is kept from here on.',
      file: '',
      count: 1,
    });
  }

  private takeReport(host: string, report: HostReport): void {
    this.ledger.take(host, report);
    switch (report.type) {
      case 'inventory':
        this.rates.keepOnly(host, new Set(report.vms.map(({ uuid }) => uuid)));
        for (const vm of report.vms) this.takeMachine(vm, report.time);
        break;
      case 'vm':
        this.takeMachine(report.vm, report.time);
        break;
      case 'vm-gone':
        this.rates.forget(host, report.uuid);
        break;
      case 'samples': {
        // During a migration two hosts count the same VM: the one that has it is believed.
        const rows = this.rates
          .take(host, report.batch)
          .filter((row) => this.ledger.machines.get(row.uuid)?.facts.host === host);
        this.keep(() => this.store.resources.put(rows));
        for (const row of rows) this.judge.observe({ kind: 'rates', row });
        this.widen(report.time, report.time);
        break;
      }
      case 'gap':
        this.keep(() => this.store.resources.putGap(host, report.tier, report.from, report.to, report.reason));
        break;
      case 'state':
      case 'hung':
      case 'tick':
        break;
    }
  }

  /** What a VM is, from the host that has it. */
  private takeMachine(vm: VmFacts, time: number): void {
    const machine = this.ledger.machines.get(vm.uuid);
    if (machine === undefined) return;
    this.keep(() => this.store.putMachine(vm.uuid, JSON.stringify(machine)));
    this.judge.observe({ kind: 'machine', facts: machine.facts, time: machine.firstSeen });
    this.widen(time, time);
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
        for (const event of reply.events) {
          this.events++;
          this.widen(event.time, event.time);
          this.keep(() => this.store.putEvent(toEventColumns(this.events, event)));
          this.judge.observe({ kind: 'event', event });
        }
        break;
      case 'reports':
        for (const { host, report: told } of reply.reports) this.takeReport(host, told);
        break;
      case 'done':
      case 'packets':
        break;
    }
  }

  /** Between two chunks: commits now and then, judges now and then, so partial results show while reading. */
  private breathe(): void {
    const now = this.parts.now();
    if (now - this.lastCommit > 250) {
      this.keep(() => {
        this.store.commit();
        this.store.begin();
      }, true);
      this.lastCommit = now;
      this.parts.onChange(this);
    }
    if (now >= this.nextAssessment) {
      this.assess();
      // A judgement may take a twentieth of the time at most, however many subjects there are.
      const cost = this.parts.now() - now;
      this.nextAssessment = now + Math.max(700, cost * 20);
    }
    if (this.state === 'watching' && now >= this.nextPruning) {
      this.nextPruning = now + pruneEvery;
      this.keep(() => {
        this.store.keepNewest(keptFlows, keptEvents);
        this.store.keepMachines([...this.ledger.machines.keys()]);
        this.store.keepSegments((file) => this.fileName(file) !== '');
      });
    }
  }

  private assess(): void {
    this.assessment = this.judge.assess();
    this.generation++;
    this.parts.onChange(this);
  }

  private finish(): void {
    if (!this.store.database.open) return;
    this.store.buildIndexes();
    const nothing = this.flows === 0 && this.events === 0 && this.packets === 0;
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
    if (this.remarks.length < 500) {
      this.remarks.push({ severity, code, text, file: this.files[file]?.name ?? '', count });
    }
  }

  private *hostEvents(): IterableIterator<HostEvent> {
    for (const row of this.store.eachEvent()) yield JSON.parse(row) as HostEvent;
  }
}

function toEventColumns(id: number, event: HostEvent): EventColumns {
  return {
    id,
    time: event.time,
    source: event.source,
    host: event.host,
    kind: event.kind,
    title: event.title,
    detail: event.detail,
    severity: event.severity,
    src: event.connection?.src ?? '',
    dst: event.connection?.dst ?? '',
    port: event.connection?.dport ?? 0,
    raw: event.raw,
    body: JSON.stringify({ ...event, raw: '' }),
  };
}
