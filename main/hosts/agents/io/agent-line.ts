import type { AgentMessage } from '../../../../native/agentlink/agent-message.ts';
import { AgentReader } from '../../../../native/agentlink/agent-reader.ts';
import type { FrameDamage } from '../../../../native/agentlink/frame-reader.ts';
import { messageKind } from '../../../../native/agentlink/message-kind.ts';
import type { AgentRecord } from '../../../telemetry/agent-report.ts';
import type { AgentTold } from '../agent-told.ts';
import { BootClock } from '../boot-clock.ts';
import { RunBook } from '../run-book.ts';
import { toAgentRecords } from './to-agent-records.ts';

/** Most records told at once: what comes beyond within a turn is dropped and counted as lost. */
const MOST_RECORDS = 4000;
/** Characters, roughly, after which what was gathered is told before its time. */
const MUCH = 1 << 20;
/** Microseconds since the last telling after which what is urgent does not wait. */
const HURRY = 100_000;
/**
 * What of one VM goes on: as {@link weigh} weighs it, so much a second over a longer time and so much at once. That is some
 * three thousand events a second; what comes beyond is not even read, so that a guest that makes it up costs others nothing.
 */
const RATE = 768 * 1024;
const BURST = 4 * RATE;
/** Messages that need no credit, of each kind within a turn. */
const MOST_FREE = 8;
/** Milliseconds after which a frame that does not become whole is given up. */
const PATIENCE = 2000;

/** What one VM's agent says, gathered until it is told. */
export class AgentLine {
  private readonly stream: number;
  private readonly reader: AgentReader;
  private readonly clock = new BootClock();
  private machine: string;
  private bootId = '';
  private records: AgentRecord[] = [];
  private answers: AgentTold['answers'] = [];
  private weight = 0;
  private consumed = 0;
  private credit: number | null = null;
  private foreign: number | null = null;
  private dropped = 0;
  private allowance = BURST;
  private readonly runs = new RunBook();
  private droppedEver = 0;
  private readonly free = new Map<number, number>();
  private told: FrameDamage = { lostFrames: 0, garbageBytes: 0, replayedFrames: 0 };
  private waiting = { bytes: 0, since: 0 };
  private isUrgent = false;
  private toldAt = 0;
  /** When the newest piece came, microseconds. */
  private received = 0;

  /** @param machine what the guest is, where a line before this one heard it */
  constructor(stream: number, machine: string) {
    this.stream = stream;
    this.machine = machine;
    this.reader = new AgentReader({
      wants: (kind) => this.wants(kind),
      message: (message) => this.take(message),
      foreign: (version) => {
        this.foreign = version;
      },
    });
  }

  /** @param received microseconds since the epoch */
  push(bytes: Uint8Array, received: number): void {
    // The clock may be set: it only ever gives.
    const since = this.received === 0 ? 0 : Math.max(0, received - this.received);
    this.allowance = Math.min(BURST, this.allowance + (since / 1e6) * RATE);
    this.received = received;
    this.consumed += bytes.length;
    this.reader.push(bytes);
  }

  /** Whether what was gathered should not wait. */
  get isDue(): boolean {
    return (this.isUrgent && this.received - this.toldAt > HURRY) || this.weight > MUCH;
  }

  /** What was gathered since the last, null where nothing was. @param now milliseconds of a clock that never steps */
  tell(now: number): AgentTold | null {
    this.giveUp(now);
    const damage = this.takeDamage();
    if (damage !== null) this.records.push(damage);
    if (this.consumed === 0 && this.records.length === 0) return null;
    const { stream, consumed, credit, foreign, records, answers } = this;
    const charged = this.reader.takeCharged();
    this.records = [];
    this.answers = [];
    this.weight = 0;
    this.consumed = 0;
    this.credit = null;
    this.foreign = null;
    this.isUrgent = false;
    this.free.clear();
    this.toldAt = this.received;
    return { type: 'agent', stream, consumed, charged, credit, foreign, records, answers };
  }

  private giveUp(now: number): void {
    const bytes = this.reader.waiting;
    if (bytes === 0 || bytes !== this.waiting.bytes) this.waiting = { bytes, since: now };
    else if (now - this.waiting.since >= PATIENCE) this.reader.giveUp();
  }

  private wants(kind: number): boolean {
    if (kind !== messageKind.hello && kind !== messageKind.status && kind !== messageKind.answer)
      return this.allowance > 0;
    const seen = (this.free.get(kind) ?? 0) + 1;
    this.free.set(kind, seen);
    return seen <= MOST_FREE;
  }

  private take(message: AgentMessage): void {
    const { received } = this;
    switch (message.kind) {
      case 'hello':
        if (message.bootId !== this.bootId) this.clock.reset();
        this.bootId = message.bootId;
        this.machine = message.machine;
        this.clock.pair(message.boot, received);
        this.isUrgent = true;
        break;
      case 'status':
        this.clock.pair(message.boot, received);
        this.credit = message.credit;
        break;
      case 'answer': {
        const { request, ok, text, bytes, part, parts } = message;
        this.answers.push({ request, ok, text, bytes: Buffer.from(bytes).toString('base64'), part, parts });
        this.isUrgent = true;
        return;
      }
      default:
    }
    const records = toAgentRecords(message, {
      machine: this.machine,
      toEpoch: (boot) => this.clock.toEpoch(boot, received),
    });
    for (const record of records) {
      if (record.kind === 'sequence') this.runs.take(record.sequence, this.damaged());
      if (this.records.length >= MOST_RECORDS) this.dropped += 1;
      else {
        const weight = weigh(record);
        this.records.push(record);
        this.weight += weight;
        this.allowance -= weight;
      }
    }
  }

  /** Grows with each thing that was lost. */
  private damaged(): number {
    const { lostFrames, garbageBytes, replayedFrames } = this.reader.damage;
    return lostFrames + garbageBytes + replayedFrames + this.droppedEver + this.dropped;
  }

  /** What was damaged since it was last told; what was dropped here is lost as well. */
  private takeDamage(): AgentRecord | null {
    const { lostFrames, garbageBytes, replayedFrames } = this.reader.damage;
    const { told, dropped } = this;
    this.dropped = 0;
    this.droppedEver += dropped;
    this.told = { lostFrames, garbageBytes, replayedFrames };
    const since = {
      lostFrames: lostFrames - told.lostFrames + dropped,
      garbageBytes: garbageBytes - told.garbageBytes,
      replayedFrames: replayedFrames - told.replayedFrames,
    };
    return Object.values(since).some((count) => count > 0) ? { kind: 'damage', ...since } : null;
  }
}

/** Characters a record comes to as JSON, roughly. */
function weigh(record: AgentRecord): number {
  switch (record.kind) {
    case 'counts':
      return 200 + record.counts.counts.length * 10;
    case 'sequence':
      return 200 + record.sequence.calls.length * 4;
    case 'event': {
      const { detail } = record.event;
      if (detail.kind === 'exec') return 400 + detail.program.length + detail.argv.join('').length;
      return 300 + (detail.kind === 'open' ? detail.path.length : 0);
    }
    case 'memory':
      return record.memory.length * 250;
    case 'inventory':
      return record.packages.length * 150;
    default:
      return 500;
  }
}
