import type { Finding, SurprisingEvent, TwinChannel } from '../telemetry/finding.ts';
import { type PackedEvents, unpackEvents } from './packed-events.ts';
import type { PackedWindow } from './packed-window.ts';

/** What became of a window that departed. */
export type KeptState = 'kept-out' | 'accepted' | 'rejected' | 'aged-out';

/** A window that is not learned unless somebody accepts it, or nobody objects for long. */
export interface KeptWindow {
  id: string;
  channel: TwinChannel;
  from: number;
  to: number;
  title: string;
  service: string;
  thread: string;
  bits: number;
  pValue: number;
  /** What it was compared by, see {@link ConformalRing}. */
  ringScore: number;
  technique: string;
  state: KeptState;
  /** Microseconds; null where only a person may let it in. */
  agesOutAt: number | null;
  events: PackedEvents;
  /** What would be learned; null where there is nothing to learn from, as of an agent's silence, and once it was learned. */
  window: PackedWindow | null;
}

/** An act that was never learned, in a story. */
export interface StoryAct {
  word: string;
  text: string;
  severity: number;
  technique: string;
  time: number;
  count: number;
  /** Told of a VM whose twin still learned. */
  early: boolean;
}

/** Windows and acts of a story that are kept. */
const MOST_WINDOWS = 24;
const MOST_ACTS = 64;
/** What a departure weighs that only its statistics speak of, at first and at most: under suspicion by itself. */
const STATISTICS = { least: 0.16, each: 0.01, most: 0.34 };
/** What acts after the gravest still count. */
const FURTHER = 0.4;

/** Departures of one service that hang together in time: one alert that grows. */
export class Story {
  readonly id: string;
  readonly channel: TwinChannel;
  readonly service: string;
  readonly from: number;
  to: number;
  thread = '';
  /** Times the sum of its windows passed the alarm line. */
  alarms = 0;
  pValue = 1;
  bits = 0;
  readonly acts = new Map<string, StoryAct>();
  readonly windows: KeptWindow[] = [];
  /** Windows that departed, those among them that are kept no more. */
  departed = 0;
  /** Set for what needs no window: an agent's lie, a drift. */
  fixed: { title: string; why: string; technique: string; score: number } | null = null;
  /** Something is to be told of it. */
  dirty = true;

  constructor(id: string, channel: TwinChannel, service: string, from: number) {
    this.id = id;
    this.channel = channel;
    this.service = service;
    this.from = from;
    this.to = from;
  }

  addAct(act: Omit<StoryAct, 'count'>): void {
    const known = this.acts.get(act.word);
    this.to = Math.max(this.to, act.time);
    this.dirty = true;
    if (known !== undefined) {
      known.count++;
      // What was told early weighs more once the VM is known.
      known.severity = Math.max(known.severity, act.severity);
      known.early &&= act.early;
    } else if (this.acts.size < MOST_ACTS) {
      const { word, text, severity, technique, time, early } = act;
      this.acts.set(word, { word, text, severity, technique, time, early, count: 1 });
    }
  }

  addWindow(window: KeptWindow): void {
    this.to = Math.max(this.to, window.to);
    this.pValue = Math.min(this.pValue, window.pValue);
    if (window.bits > this.bits) {
      this.bits = window.bits;
      this.thread = window.thread;
    }
    this.dirty = true;
    this.departed++;
    if (this.windows.length < MOST_WINDOWS) this.windows.push(window);
    else {
      // The mildest gives way: what is told and decided on is the worst.
      const { mildest } = this;
      if (mildest !== undefined && mildest.bits < window.bits && mildest.state === 'kept-out')
        this.windows[this.windows.indexOf(mildest)] = window;
    }
  }

  /** The window that is missed least. */
  get mildest(): KeptWindow | undefined {
    return this.windows.reduce<KeptWindow | undefined>(
      (least, other) => (least === undefined || other.bits < least.bits ? other : least),
      undefined,
    );
  }

  /** Lets go of the window that is missed least. */
  dropMildest(): void {
    const { mildest } = this;
    if (mildest !== undefined) this.windows.splice(this.windows.indexOf(mildest), 1);
  }

  /** Whether a person, or time, has let all of it in. */
  get isSettled(): boolean {
    return this.windows.length > 0 && this.windows.every(({ state }) => state === 'accepted' || state === 'aged-out');
  }

  /** What it weighs, 0 to 1: by the gravity of its acts, by how often it passed the alarm line; 0 where it was accepted. */
  get score(): number {
    if (this.isSettled) return 0;
    if (this.fixed !== null) return this.fixed.score;
    const { least, each, most } = STATISTICS;
    const weights = [...this.acts.values()].map(({ severity }) => severity).sort((left, right) => right - left);
    let rest = this.alarms > 0 ? 1 - Math.min(most, least + each * (4 * (this.alarms - 1) + this.departed)) : 1;
    for (const [rank, weight] of weights.entries()) rest *= 1 - (rank === 0 ? weight : weight * FURTHER);
    const score = 1 - rest;
    // Many mild acts are no grave one.
    return (weights[0] ?? 0) < 0.5 ? Math.min(score, 0.38) : Math.min(0.99, score);
  }

  toFinding(uuid: string): Finding {
    const acts = [...this.acts.values()].sort(
      (left, right) => right.severity - left.severity || left.time - right.time,
    );
    const techniques = this.fixed === null ? acts.map(({ technique }) => technique) : [this.fixed.technique];
    return {
      id: this.id,
      uuid,
      channel: this.channel,
      from: this.from,
      to: this.to,
      pValue: this.pValue,
      bits: this.bits,
      score: this.score,
      title: this.title,
      why: this.fixed?.why ?? this.#why(acts),
      techniques: [...new Set(techniques.filter((id) => id !== ''))].slice(0, 8),
      service: this.service,
      thread: this.thread,
    };
  }

  get title(): string {
    if (this.fixed !== null) return this.fixed.title;
    const gravest = [...this.acts.values()].reduce<StoryAct | null>(
      (worst, act) => (worst === null || act.severity > worst.severity ? act : worst),
      null,
    );
    if (gravest !== null && gravest.severity >= 0.5) return gravest.text.slice(0, 120);
    const whose =
      this.channel === 'resources' ? 'Its resources' : this.channel === 'flows' ? 'Its traffic' : this.service;
    return `${whose} ${this.channel === 'resources' ? 'leave' : 'leaves'} what the twin predicts`;
  }

  /** The event of its windows that surprised most, the first of equals. */
  #worstEvent(): SurprisingEvent | null {
    let worst: SurprisingEvent | null = null;
    for (const { events } of this.windows)
      for (const event of unpackEvents(events)) if (worst === null || event.bits > worst.bits) worst = event;
    return worst;
  }

  #why(acts: readonly StoryAct[]): string {
    const parts: string[] = [];
    const all = acts.filter(({ severity }) => severity >= 0.3);
    // One of each technique before a second of any: much of the same would hide what is told beside it.
    const firsts = all.filter((act, at) => all.findIndex(({ technique }) => technique === act.technique) === at);
    const grave = [...firsts, ...all.filter((act) => !firsts.includes(act))].slice(0, 3);
    const lead = grave.some(({ early }) => !early) ? 'Never learned' : 'Grave by itself, while the twin still learns';
    if (grave.length > 0) parts.push(`${lead}: ${grave.map(({ text }) => text).join('; ')}`);
    if (this.windows.length > 0) {
      const unit = this.channel === 'resources' ? 'standard deviations' : 'bits an event';
      parts.push(
        `${this.departed} ${this.departed === 1 ? 'window' : 'windows'} with up to ${this.bits.toFixed(1)} ${unit}, p ≤ ${this.pValue.toFixed(3)} among accepted ones`,
      );
    }
    const worst = grave.length === 0 ? this.#worstEvent() : null;
    if (worst !== null) {
      const [instead] = worst.expected;
      parts.push(`worst: ${worst.text}${instead === undefined ? '' : ` where ${instead.text} was expected`}`);
    }
    return `${parts.join('. ')}.`.slice(0, 600);
  }
}
