import type { AgentState } from '../../shared/contract/twin.ts';
import { sayBytes, sayShare, saySpan } from '../detection/say.ts';
import type { AgentHello, AgentRecord, AgentStatus } from '../telemetry/agent-report.ts';
import { placeOf, type RateRow } from '../telemetry/metrics.ts';
import { type AgentDoubt, DOUBTS } from './agent-doubt.ts';

/** Microseconds without a sign of life after which an agent counts as silent, and after which that is a doubt. */
const SILENT = 5e6;
const SILENT_DOUBT = 30e6;
/** How long guest and hypervisor are added up before they are compared. */
const COMPARED = 15e6;
/** From where they contradict each other: bytes a second and their share, share of all processors. */
const LEAST_BYTES = 200e3;
const LEAST_SHARE = 0.4;
const LEAST_CPU = 0.4;
/** Comparisons in a row that must fail: samples of both sides do not begin together. */
const IN_A_ROW = 2;

const PLACE = { received: placeOf('received').place, sent: placeOf('sent').place, cpu: placeOf('cpu').place };

/** Compares versions part by part as numbers. @returns below 0 where the left is older */
function compareVersions(left: string, right: string): number {
  const parts = (text: string): number[] => text.split(/[.+-]/).map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [parts(left), parts(right)];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What is remembered of an agent over restarts. */
export interface KnownAgent {
  version: string;
  sha256: string;
}

/** What is known of the agent in one VM: how it is doing, and what speaks against it. Its words are held against the hypervisor's. */
export class AgentWatch {
  hello: AgentHello | null = null;
  known: KnownAgent | null = null;
  status: AgentStatus | null = null;
  lastHeard: number | null = null;
  since: number | null = null;
  #link: { state: AgentState['state']; detail: string } = {
    state: 'absent',
    detail: 'No agent has spoken from this VM.',
  };
  #before: AgentStatus | null = null;
  #firstStatus: AgentStatus | null = null;
  #rateSums = { from: 0, seconds: 0, received: 0, sent: 0, cpu: 0, cpuSeconds: 0 };
  #lies = 0;
  #lost = 0;
  #frames = 0;
  readonly #doubts = new Map<AgentDoubt['kind'], AgentDoubt>();
  #silenceTold = false;

  /** Doubts that are new since the last call. */
  takeDoubts(): AgentDoubt[] {
    const doubts = [...this.#doubts.values()];
    this.#doubts.clear();
    return doubts;
  }

  /** @param cpus of the VM @param time microseconds, by the console's clock */
  take(record: AgentRecord, time: number, cpus: number): void {
    switch (record.kind) {
      case 'link':
        this.#link = { state: record.state, detail: record.detail };
        if (record.state === 'flooding' || record.state === 'garbled') this.#doubt(record.state, record.detail);
        if (record.state !== 'up') return;
        break;
      case 'bye':
        this.#link = { state: 'silent', detail: `The agent ended: ${record.reason}` };
        // It said so: a guest that shuts down is no intrusion, one that goes on without its agent is.
        break;
      case 'damage':
        this.#lost += record.lostFrames;
        if (record.replayedFrames > 0)
          this.#doubt('replay', `${record.replayedFrames} frames had numbers that were told before.`);
        return;
      case 'hello':
        this.#meet(record.hello, time);
        break;
      case 'status':
        this.#frames++;
        this.#before ??= record.status;
        this.#firstStatus ??= record.status;
        this.status = record.status;
        this.#compare(record.status, time, cpus);
        break;
      default:
        this.#frames++;
    }
    if (record.kind !== 'bye' && this.#link.state !== 'up') this.#link = { state: 'up', detail: 'The agent speaks.' };
    this.lastHeard = time;
    this.#silenceTold = false;
  }

  /** Takes the hypervisor's rates of the VM as a whole. */
  takeRates(row: RateRow): void {
    if (row.device !== '' || row.tier === 'disks') return;
    const sums = this.#rateSums;
    const add = (value: number | undefined): number =>
      value === undefined || Number.isNaN(value) ? 0 : value * row.seconds;
    if (row.tier === 'interfaces') {
      sums.seconds += row.seconds;
      sums.received += add(row.values[PLACE.received]);
      sums.sent += add(row.values[PLACE.sent]);
    } else {
      sums.cpuSeconds += row.seconds;
      sums.cpu += add(row.values[PLACE.cpu]);
    }
  }

  /** Looks at the clock. @param isRunning whether the VM runs, so that its agent should speak */
  look(now: number, isRunning: boolean): void {
    if (this.lastHeard === null || !isRunning || this.#silenceTold || now - this.lastHeard < SILENT_DOUBT) return;
    this.#silenceTold = true;
    const said =
      this.#link.state === 'silent' && this.#link.detail.startsWith('The agent ended') ? ` ${this.#link.detail}.` : '';
    this.#doubt(
      'silent',
      `The VM runs on, but its agent has said nothing for ${saySpan(now - this.lastHeard)}.${said}`,
    );
  }

  /** Share of what it could have told that was lost on the way, 0 to 1. */
  get loss(): number {
    let told = 0;
    let lost = 0;
    for (const stream of this.status?.streams ?? []) {
      told += stream.told;
      lost += stream.lost;
    }
    const own = told + lost === 0 ? 0 : lost / (told + lost);
    const line = this.#frames + this.#lost === 0 ? 0 : this.#lost / (this.#frames + this.#lost);
    return Math.min(1, 1 - (1 - own) * (1 - line));
  }

  /** What the console shows of it. */
  toState(now: number): AgentState {
    const { hello, status } = this;
    let { state, detail } = this.#link;
    if (state === 'up' && this.lastHeard !== null && now - this.lastHeard > SILENT) {
      state = 'silent';
      detail = `Nothing was heard for ${saySpan(now - this.lastHeard)}. Look whether mien-agent runs in the guest.`;
    }
    if (state === 'up' && this.#lies >= IN_A_ROW) {
      state = 'lying';
      detail = 'What the agent says of the guest does not fit what the hypervisor counts.';
    }
    const first = this.#firstStatus;
    const span = status === null || first === null ? 0 : status.boot - first.boot;
    const told = status?.streams.map((stream) => ({ ...stream, why: '' })) ?? [];
    const missing = hello?.missing.map(({ stream, why }) => ({ stream, told: 0, lost: 0, redacted: 0, why })) ?? [];
    return {
      state,
      detail,
      version: hello?.version ?? '',
      kernel: hello?.kernel ?? '',
      distribution: hello?.distribution ?? '',
      since: this.since,
      lastHeard: this.lastHeard,
      loss: this.loss,
      streams: [...told, ...missing.filter(({ stream }) => !told.some((other) => other.stream === stream))],
      cpu: span > 0 && status !== null && first !== null ? Math.max(0, (status.cpu - first.cpu) / span) : 0,
      resident: status?.resident ?? 0,
    };
  }

  #meet(hello: AgentHello, time: number): void {
    const { known } = this;
    if (known !== null && compareVersions(hello.version, known.version) < 0)
      this.#doubt('older', `Version ${hello.version} speaks where ${known.version} did.`);
    else if (known !== null && hello.version === known.version && known.sha256 !== '' && hello.sha256 !== known.sha256)
      this.#doubt(
        'replaced',
        `Its program calls itself ${hello.version} as before, but its SHA-256 is another: ${hello.sha256.slice(0, 16)}….`,
      );
    if (hello.startId !== this.hello?.startId) {
      this.since = time;
      this.#before = null;
      this.#firstStatus = null;
      this.#resetSums(time);
    }
    this.hello = hello;
    this.known = { version: hello.version, sha256: hello.sha256 };
  }

  #compare(status: AgentStatus, time: number, cpus: number): void {
    const before = this.#before;
    const sums = this.#rateSums;
    if (before === null || status.boot < before.boot) {
      this.#before = status;
      this.#resetSums(time);
      return;
    }
    if (status.boot - before.boot < COMPARED) return;
    const seconds = (status.boot - before.boot) / 1e6;
    const reasons: string[] = [];
    const guest = (of: AgentStatus, way: 'received' | 'sent'): number =>
      of.guest.interfaces.reduce((sum, one) => sum + one[way], 0);
    if (sums.seconds > seconds / 2 && status.guest.interfaces.length > 0) {
      for (const way of ['received', 'sent'] as const) {
        const here = Math.max(0, guest(status, way) - guest(before, way)) / seconds;
        const there = sums[way] / sums.seconds;
        const more = Math.max(here, there);
        if (more > LEAST_BYTES && Math.abs(here - there) > more * LEAST_SHARE)
          reasons.push(`${sayBytes(here)}/s ${way} by its own word, ${sayBytes(there)}/s by the hypervisor's`);
      }
    }
    if (sums.cpuSeconds > seconds / 2) {
      const here = Math.max(0, status.guest.cpu - before.guest.cpu) / 1e6 / seconds / Math.max(1, cpus);
      const there = sums.cpu / sums.cpuSeconds;
      if (there - here > LEAST_CPU)
        reasons.push(
          `${sayShare(here)} of its processors in use by its own word, ${sayShare(there)} by the hypervisor's`,
        );
    }
    this.#lies = reasons.length > 0 ? this.#lies + 1 : 0;
    if (this.#lies === IN_A_ROW)
      this.#doubt('lying', `${reasons.join('; ')}, over ${saySpan(status.boot - before.boot)}.`);
    this.#before = status;
    this.#resetSums(time);
  }

  #resetSums(from: number): void {
    this.#rateSums = { from, seconds: 0, received: 0, sent: 0, cpu: 0, cpuSeconds: 0 };
  }

  #doubt(kind: AgentDoubt['kind'], why: string): void {
    if (!this.#doubts.has(kind)) this.#doubts.set(kind, { kind, ...DOUBTS[kind], why });
  }
}
