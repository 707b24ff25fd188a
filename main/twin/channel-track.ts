import { ConformalRing } from './conformal-ring.ts';
import { EventStream, WORD_TOKENS } from './event-stream.ts';
import type { WindowScore } from './score-bits.ts';
import { type EventWindow, isOver, type SequenceChannel, WINDOW_RULES } from './event-window.ts';
import type { Happening } from './happening.ts';
import { SeriesRing } from './series-ring.ts';
import { Vocabulary } from './vocabulary.ts';

/** Streams of a channel that have a model of their own; further ones share one. */
const MOST_STREAMS: Readonly<Record<SequenceChannel, number>> = { syscalls: 24, processes: 16, flows: 2 };
/** Windows a stream must have learned before it judges its own. */
const RIPE = 2;
/** n-grams of all models of a channel: a VM stays within 64 KB when written. */
const MOST_NODES: Readonly<Record<SequenceChannel, number>> = { syscalls: 5000, processes: 1500, flows: 800 };
const BANDS_EVERY = 60e6;
/** Share of what a VM may take that is left after a trim: so that it is not trimmed again at the next look. */
const TRIMMED = 0.9;
/** What further services and threads are gathered under. */
const OTHERS = '(others)';

/** Threads of one kind bear numbers: `worker-3`, `kworker/0:1`. */
function kindOfThread(name: string): string {
  return name.replace(/\d+/g, '#').slice(0, 64);
}

/** One channel of a VM: its streams by service and thread, the windows that are open, and the scores of accepted ones. */
export class ChannelTrack {
  readonly channel: SequenceChannel;
  readonly streams = new Map<string, EventStream>();
  /** What its steps took in bits an event, while nothing spoke against them: the bands of its chart. */
  readonly ring = new ConformalRing();
  readonly series = new SeriesRing();
  readonly words = new Vocabulary(WORD_TOKENS);
  /** Windows and events learned. */
  windows = 0;
  events = 0;
  /** Time of the first window, microseconds; 0 before it. */
  begun = 0;
  /** Whether enough was learned for windows to be judged. */
  ripe = false;
  #nextBands = 0;
  #lastBands: readonly [number, number, number, number, number] = [NaN, NaN, NaN, NaN, NaN];
  #noted = { events: 0, bits: 0, worst: 0 };
  readonly #closed: { window: EventWindow; stream: EventStream }[] = [];

  constructor(channel: SequenceChannel) {
    this.channel = channel;
  }

  /** Adds a happening. @returns the window it stands in */
  addHappening(happening: Happening, now: number): EventWindow {
    const { stream, window } = this.#windowOf(happening.service, this.channel === 'flows' ? '' : happening.thread, now);
    if (window.runs.length === 0)
      window.runs.push({ time: now, tokens: [...stream.tailOf(0)], context: stream.tailOf(0).length });
    window.happenings.push(happening);
    window.events++;
    window.to = Math.max(window.to, now);
    if (isOver(window, this.channel, now)) this.#close(stream);
    return window;
  }

  /** Adds a run of tokens of one thread. */
  addRun(
    of: { service: string; thread: string; tid: number },
    tokens: readonly number[],
    time: number,
    continues: boolean,
    now: number,
  ): void {
    const { service, thread, tid } = of;
    let at = 0;
    while (at < tokens.length) {
      const { stream, window } = this.#windowOf(service, thread, now);
      const room = WINDOW_RULES[this.channel].events - window.events;
      const part = tokens.slice(at, at + room);
      const context = continues || at > 0 ? stream.tailOf(tid) : [];
      window.runs.push({ time, tokens: [...context, ...part], context: context.length });
      window.events += part.length;
      window.to = Math.max(window.to, now);
      stream.follow(tid, part);
      at += part.length;
      if (isOver(window, this.channel, now)) this.#close(stream);
    }
  }

  /** Windows that ended since the last call, those that are over by now among them, in the order in which they ended. */
  takeClosed(now: number): { window: EventWindow; stream: EventStream }[] {
    for (const stream of this.streams.values()) {
      if (stream.open !== null && isOver(stream.open, this.channel, now)) this.#close(stream);
    }
    return this.#closed.splice(0);
  }

  /**
   * The stream that judges a window: its own where that has learned enough, else the one of its service, then of all, that
   * explains it best: what begins anew is first held against what is known.
   */
  judgeOf(stream: EventStream, window: EventWindow): EventStream {
    if (stream.windows >= RIPE) return stream;
    const ripe = [...this.streams.values()].filter((other) => other.windows >= RIPE);
    const kin = ripe.filter((other) => other.service === stream.service);
    const candidates = (kin.length > 0 ? kin : ripe)
      .toSorted((left, right) => right.windows - left.windows || (left.service < right.service ? -1 : 1))
      .slice(0, 3);
    let best = stream;
    let least = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
      const { score } = candidate.score(window, this.words);
      if (score >= least) continue;
      least = score;
      best = candidate;
    }
    return best;
  }

  /** Notes how a window scored, for the chart. */
  note({ bits }: WindowScore, events: number): void {
    this.#noted.events += events;
    this.#noted.bits += bits * events;
    this.#noted.worst = Math.max(this.#noted.worst, bits);
  }

  /** Ends a step: what was noted becomes a point of the chart. */
  endStep(now: number): void {
    const { events, bits, worst } = this.#noted;
    if (events === 0) return;
    this.#noted = { events: 0, bits: 0, worst: 0 };
    this.ring.put(bits / events, bits / events);
    const [a, b, c, d, e] = this.#bands(now);
    this.series.add({ time: now, observed: bits / events, worst, events, bands: [a, b, c, d, e] });
  }

  /** From here on windows are judged. What scored while next to nothing was known says nothing of what is usual. */
  ripen(): void {
    this.ripe = true;
    for (const { ring } of [this, ...this.streams.values()]) {
      const pairs = ring.toPairs();
      ring.restore(pairs.slice(Math.floor(pairs.length / 2)));
    }
  }

  /** What is done how often by which service, as learned: to see how it drifts. */
  mixture(): [string, number][] {
    return [...this.streams.values()].flatMap((stream) =>
      stream.model
        .expect([], 64)
        .map(({ token, probability }): [string, number] => [
          `${this.channel} ${stream.service} ${token}`,
          probability * stream.model.learned,
        ]),
    );
  }

  /** Keeps all models together within what a VM may take: the largest give most. */
  trim(): void {
    const all = [...this.streams.values()].reduce((sum, { model }) => sum + model.nodes, 0);
    const most = MOST_NODES[this.channel];
    if (all <= most) return;
    for (const { model } of this.streams.values())
      model.trim(Math.max(256, Math.floor((model.nodes * most * TRIMMED) / all)));
  }

  /** Bands of the chart, worked out again once a minute. */
  #bands(now: number): readonly [number, number, number, number, number] {
    if (now < this.#nextBands) return this.#lastBands;
    this.#nextBands = now + BANDS_EVERY;
    const [a = Number.NaN, b = Number.NaN, c = Number.NaN, d = Number.NaN, e = Number.NaN] =
      this.ring.bitsAt([0.05, 0.25, 0.5, 0.75, 0.95]) ?? [];
    this.#lastBands = [a, b, c, d, e];
    return this.#lastBands;
  }

  #windowOf(service: string, thread: string, now: number): { stream: EventStream; window: EventWindow } {
    const stream = this.streamOf(service, thread);
    stream.lastSeen = now;
    if (this.begun === 0) this.begun = now;
    stream.open ??= {
      channel: this.channel,
      service,
      thread: stream.thread,
      from: now,
      to: now,
      runs: [],
      happenings: [],
      events: 0,
      tainted: '',
    };
    return { stream, window: stream.open };
  }

  /** The stream of a service and thread; of words, all threads of a service tell one story. */
  streamOf(service: string, thread: string): EventStream {
    const kind = this.channel === 'syscalls' ? kindOfThread(thread) : '';
    // What was gathered is found again after a restart, beside as many with a model of their own.
    const key = service === OTHERS ? OTHERS : `${service}\n${kind}`;
    const known = this.streams.get(key);
    if (known !== undefined) return known;
    const own = this.streams.size - Number(this.streams.has(OTHERS));
    if (service === OTHERS || own >= MOST_STREAMS[this.channel]) {
      const others = this.streams.get(OTHERS) ?? new EventStream(this.channel, OTHERS, '');
      this.streams.set(OTHERS, others);
      return others;
    }
    const stream = new EventStream(this.channel, service, kind);
    this.streams.set(key, stream);
    return stream;
  }

  #close(stream: EventStream): void {
    const window = stream.open;
    if (window === null) return;
    stream.open = null;
    if (this.channel !== 'syscalls') {
      const tokens = window.happenings.map(({ word }) => this.words.tokenOf(word));
      stream.follow(0, tokens);
    }
    this.#closed.push({ window, stream });
  }
}
