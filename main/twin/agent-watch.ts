import type { AgentState } from '../../shared/contract/twin.ts';
import { saySpan } from '../detection/say.ts';
import { CounterWatch } from '../hosts/agents/counter-watch.ts';
import type { AgentHello, AgentRecord, AgentStatus } from '../telemetry/agent-report.ts';
import type { RateRow } from '../telemetry/metrics.ts';
import { type AgentDoubt, DOUBTS } from './agent-doubt.ts';

/** Microseconds without a sign of life after which an agent counts as silent, and after which that is a doubt: a guest begins anew in less. */
const SILENT = 5e6;
const SILENT_DOUBT = 120e6;

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
  #firstStatus: AgentStatus | null = null;
  readonly #counters = new CounterWatch();
  #lies = '';
  #lost = 0;
  #frames = 0;
  readonly #doubts = new Map<AgentDoubt['kind'], AgentDoubt>();
  #silenceTold = false;
  #recovered = false;
  /** Seconds of the hypervisor's rates since it was last heard: a VM that is off has none. */
  #ranSince = 0;

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
        this.#firstStatus ??= record.status;
        this.status = record.status;
        this.#counters.takeStatus(record.status, time, cpus);
        break;
      default:
        this.#frames++;
    }
    if (record.kind !== 'bye' && this.#link.state !== 'up') this.#link = { state: 'up', detail: 'The agent speaks.' };
    this.lastHeard = time;
    this.#ranSince = 0;
    if (this.#silenceTold) this.#recovered = true;
    this.#silenceTold = false;
  }

  /** Takes the hypervisor's rates of the VM as a whole. */
  takeRates(row: RateRow): void {
    if (row.device !== '') return;
    if (row.tier === 'interfaces') this.#ranSince += row.seconds;
    this.#counters.takeRates(row);
    const lies = this.#counters.contradictions;
    if (lies.length > 0 && this.#lies === '') this.#doubt('lying', `${lies.join('; ')}.`);
    this.#lies = lies.join('; ');
  }

  /** Looks at the clock. @param isRunning whether the VM runs, so that its agent should speak */
  look(now: number, isRunning: boolean): void {
    if (this.lastHeard === null || !isRunning || this.#silenceTold || now - this.lastHeard < SILENT_DOUBT) return;
    if (this.#ranSince * 1e6 < SILENT_DOUBT / 2) return;
    this.#silenceTold = true;
    const said =
      this.#link.state === 'silent' && this.#link.detail.startsWith('The agent ended') ? ` ${this.#link.detail}.` : '';
    this.#doubt(
      'silent',
      `The VM runs on, but its agent has said nothing for ${saySpan(now - this.lastHeard)}.${said}`,
    );
  }

  /** Whether it spoke again since the last call, after it was told to be silent. */
  takeRecovery(): boolean {
    const recovered = this.#recovered;
    this.#recovered = false;
    return recovered;
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
    if (state === 'up' && this.#lies !== '') {
      state = 'lying';
      detail = `What the agent says of the guest does not fit what the hypervisor counts: ${this.#lies}.`;
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
      this.#firstStatus = null;
    }
    this.hello = hello;
    this.known = { version: hello.version, sha256: hello.sha256 };
  }

  #doubt(kind: AgentDoubt['kind'], why: string): void {
    if (!this.#doubts.has(kind)) this.#doubts.set(kind, { kind, ...DOUBTS[kind], why });
  }
}
