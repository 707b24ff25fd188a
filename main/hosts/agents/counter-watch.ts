import { sayBytes, sayShare, saySpan } from '../../detection/say.ts';
import type { AgentStatus } from '../../telemetry/agent-report.ts';
import { type MetricKey, placeOf, type RateRow } from '../../telemetry/metrics.ts';

const SECOND = 1e6;
/** Signs of life that are looked back at, and how far from a moment one may be to stand for it, microseconds. */
const MOST_POINTS = 256;
const NEAR = 2.5 * SECOND;
/** Share of a span that the hypervisor's rates must cover. */
const COVERED = 0.8;
/** Spans in a row that must contradict each other: the two sides are not read at the same moment. */
const IN_A_ROW = 2;

interface Measure {
  key: MetricKey;
  /** How long both are added up before they are compared, microseconds. */
  span: number;
  /** What the guest's own counter stands at. */
  guest: (status: AgentStatus) => number;
  /** Whether the guest counts over all processors, the hypervisor by the processor. */
  isOfAll: boolean;
  /** Differences below this, a second, are nothing; and so are those below this share of the greater. */
  least: number;
  share: number;
  say: (guest: number, hypervisor: number) => string;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const bytes =
  (what: string) =>
  (guest: number, hypervisor: number): string =>
    `${sayBytes(guest)}/s ${what} by its own word, ${sayBytes(hypervisor)}/s by the hypervisor's`;

/**
 * Both count the same frames at both ends of the same queue, offloaded ones included; but a guest's interface leaves out
 * what its driver dropped, and the tap what was filtered, so that some share may differ. A disk's requests are merged on the
 * way, not its bytes. The hypervisor's CPU holds the emulation of devices and what a polling guest burns while it calls
 * itself idle; the guest's never holds what the hypervisor did not give: so a small share proves nothing.
 */
const measures: readonly Measure[] = [
  {
    key: 'received',
    span: 15 * SECOND,
    guest: ({ guest }) => sum(guest.interfaces.map(({ received }) => received)),
    isOfAll: false,
    least: 200e3,
    share: 0.4,
    say: bytes('received'),
  },
  {
    key: 'sent',
    span: 15 * SECOND,
    guest: ({ guest }) => sum(guest.interfaces.map(({ sent }) => sent)),
    isOfAll: false,
    least: 200e3,
    share: 0.4,
    say: bytes('sent'),
  },
  {
    key: 'cpu',
    span: 15 * SECOND,
    guest: ({ guest }) => guest.cpu / SECOND,
    isOfAll: true,
    least: 0.4,
    share: 0.4,
    say: (guest, hypervisor) =>
      `${sayShare(guest)} of its processors in use by its own word, ${sayShare(hypervisor)} by the hypervisor's`,
  },
  {
    key: 'read',
    span: 60 * SECOND,
    guest: ({ guest }) => sum(guest.disks.map(({ read }) => read)),
    isOfAll: false,
    least: 500e3,
    share: 0.5,
    say: bytes('read from disks'),
  },
  {
    key: 'written',
    span: 60 * SECOND,
    guest: ({ guest }) => sum(guest.disks.map(({ written }) => written)),
    isOfAll: false,
    least: 500e3,
    share: 0.5,
    say: bytes('written to disks'),
  },
];

/** Numbers of a sign of life: its time, then what each measure stood at. */
const WIDTH = 1 + measures.length;

interface Account {
  from: number;
  amount: number;
  seconds: number;
  strikes: number;
  sentence: string;
}

/** Holds what an agent says of its guest against what the hypervisor counts of it. All times by the console's clock. */
export class CounterWatch {
  /** Times of signs of life with what the guest counted, one after the other in a ring: the counters are all that is needed of them. */
  #points = new Float64Array(0);
  /** Signs of life since the guest or its agent began. */
  #put = 0;
  #cpus = 1;
  #last = { time: 0, boot: 0 };
  readonly #accounts = new Map<MetricKey, Account>();

  /** What contradicts, in words; empty where both agree, or one of them tells nothing. */
  get contradictions(): string[] {
    return [...this.#accounts.values()].flatMap(({ strikes, sentence }) => (strikes >= IN_A_ROW ? [sentence] : []));
  }

  /** The agent's sign of life. @param time when it came @param cpus of the VM */
  takeStatus(status: AgentStatus, time: number, cpus: number): void {
    const { boot } = status;
    // Its guest or itself began anew: what was counted before is no beginning of this.
    if (boot < this.#last.boot || time < this.#last.time) this.#put = 0;
    this.#last = { time, boot };
    this.#cpus = Math.max(1, cpus);
    const at = (this.#put++ % MOST_POINTS) * WIDTH;
    if (at >= this.#points.length) this.#grow();
    this.#points[at] = time;
    for (const [index, { guest }] of measures.entries()) this.#points[at + 1 + index] = guest(status);
  }

  /** The hypervisor's rates of the VM as a whole. */
  takeRates(row: RateRow): void {
    if (row.device !== '') return;
    for (const measure of measures) {
      const { tier, place } = placeOf(measure.key);
      if (tier === row.tier) this.#add(measure, row, row.values[place] ?? Number.NaN);
    }
  }

  #add(measure: Measure, { time, seconds }: RateRow, value: number): void {
    const known = this.#accounts.get(measure.key);
    const account = known ?? { from: time - seconds * SECOND, amount: 0, seconds: 0, strikes: 0, sentence: '' };
    this.#accounts.set(measure.key, account);
    if (Number.isNaN(value)) {
      Object.assign(account, { from: time, amount: 0, seconds: 0 });
      return;
    }
    account.amount += value * seconds;
    account.seconds += seconds;
    const span = time - account.from;
    if (span < measure.span) return;
    if (account.seconds * SECOND >= span * COVERED) this.#compare(measure, account, time);
    Object.assign(account, { from: time, amount: 0, seconds: 0 });
  }

  #compare(measure: Measure, account: Account, to: number): void {
    const first = this.#near(account.from);
    const last = this.#near(to);
    if (first === null || last === null) return;
    const span = (this.#points[last] ?? 0) - (this.#points[first] ?? 0);
    if (span <= 0) return;
    const index = 1 + measures.indexOf(measure);
    const counted = (this.#points[last + index] ?? 0) - (this.#points[first + index] ?? 0);
    const grown = measure.isOfAll ? counted / this.#cpus : counted;
    // A device went, or its counter began anew.
    if (grown < 0) return;
    const guest = grown / (span / SECOND);
    const hypervisor = account.amount / account.seconds;
    const apart = Math.abs(guest - hypervisor);
    const isApart = apart > measure.least && apart > Math.max(guest, hypervisor) * measure.share;
    account.strikes = isApart ? account.strikes + 1 : 0;
    account.sentence = isApart ? `${measure.say(guest, hypervisor)}, over ${saySpan(to - account.from)}` : '';
  }

  /** Place of the sign of life that is next to a time, null where none is near. */
  #near(time: number): number | null {
    let best: number | null = null;
    let least = NEAR;
    // Oldest first: of two that are equally near, the older one stands for the time.
    for (let number = Math.max(0, this.#put - MOST_POINTS); number < this.#put; number++) {
      const at = (number % MOST_POINTS) * WIDTH;
      const apart = Math.abs((this.#points[at] ?? 0) - time);
      if (apart > least || (apart === least && best !== null)) continue;
      least = apart;
      best = at;
    }
    return best;
  }

  #grow(): void {
    const points = new Float64Array(Math.min(MOST_POINTS * WIDTH, Math.max(16 * WIDTH, this.#points.length * 2)));
    points.set(this.#points);
    this.#points = points;
  }
}
