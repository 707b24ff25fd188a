import { fromShortReal, toShortReal } from './short-real.ts';

/** Half words of a point: two for its time in steps, then its values, see {@link toShortReal}. */
const WIDTH = 10;

/** One point of what a channel showed over time. */
export interface SeriesPoint {
  /** Microseconds since the epoch. */
  time: number;
  observed: number;
  worst: number;
  /** Events it rests on. */
  events: number;
  /** What was usual then: shares of 5, 25, 50, 75 and 95 % of accepted windows; NaN while too few were seen. */
  bands: readonly [number, number, number, number, number];
}

/** How finely and how long points are kept: seconds a point, and how many. */
const LEVELS = [
  { step: 2, most: 450 },
  { step: 60, most: 240 },
  { step: 900, most: 672 },
] as const;

class Level {
  readonly step: number;
  readonly #most: number;
  /** Points that are over, {@link WIDTH} each; grown as they come: most channels of most VMs are silent. */
  #packed = new Uint16Array(0);
  #put = 0;
  /** The point that goes on, at full precision. */
  #open: SeriesPoint | null = null;

  constructor(step: number, most: number) {
    this.step = step * 1e6;
    this.#most = most;
  }

  add(time: number, point: SeriesPoint): void {
    const start = Math.floor(time / this.step) * this.step;
    const open = this.#open;
    if (open === null || start > open.time) {
      if (open !== null) this.#keep(open);
      this.#open = { ...point, time: start };
    } else if (start === open.time) merge(open, point);
  }

  /** True while nothing was let go of yet. */
  get isWhole(): boolean {
    return this.#put + (this.#open === null ? 0 : 1) <= this.#most;
  }

  *each(): Iterable<SeriesPoint> {
    const packed = this.#packed;
    const kept = this.#most - 1;
    for (let number = Math.max(0, this.#put - kept); number < this.#put; number++) {
      const at = (number % kept) * WIDTH;
      const [high = 0, low = 0, ...values] = packed.subarray(at, at + WIDTH);
      const [observed = 0, worst = 0, events = 0, a = 0, b = 0, c = 0, d = 0, e = 0] = values.map(fromShortReal);
      yield { time: (high * 2 ** 16 + low) * this.step, observed, worst, events, bands: [a, b, c, d, e] };
    }
    if (this.#open !== null) yield this.#open;
  }

  /** Puts a point among those that are over; the oldest gives way. */
  #keep({ time, observed, worst, events, bands }: SeriesPoint): void {
    const kept = this.#most - 1;
    const place = this.#put++ % kept;
    if ((place + 1) * WIDTH > this.#packed.length) this.#grow(Math.min(kept, Math.max(8, Math.ceil(place * 1.5))));
    const number = Math.round(time / this.step);
    const at = place * WIDTH;
    this.#packed[at] = Math.floor(number / 2 ** 16);
    this.#packed[at + 1] = number % 2 ** 16;
    this.#packed.set([observed, worst, events, ...bands].map(toShortReal), at + 2);
  }

  #grow(points: number): void {
    const packed = new Uint16Array(points * WIDTH);
    packed.set(this.#packed);
    this.#packed = packed;
  }
}

function merge(open: SeriesPoint, point: SeriesPoint): void {
  const all = open.events + point.events;
  open.observed = all === 0 ? point.observed : (open.observed * open.events + point.observed * point.events) / all;
  open.worst = Math.max(open.worst, point.worst);
  open.events = all;
  if (!Number.isNaN(point.bands[0])) open.bands = point.bands;
}

/** What a channel showed over time: finely for the newest quarter of an hour, by the minute for hours, then for a week. Bounded. */
export class SeriesRing {
  readonly #levels = LEVELS.map(({ step, most }) => new Level(step, most));

  add(point: SeriesPoint): void {
    for (const level of this.#levels) level.add(point.time, point);
  }

  /**
   * Points of a window, oldest first, each from the finest level that reaches so far back and is no finer than asked.
   * @param step microseconds a point may stand for at least
   * @returns points with the length each stands for, microseconds
   */
  read(from: number, to: number, step: number): (SeriesPoint & { step: number })[] {
    const found: (SeriesPoint & { step: number })[] = [];
    let until = to;
    for (const level of this.#levels) {
      const isLast = level === this.#levels.at(-1);
      if (!isLast && level.step * 4 < step && level.step * 900 < to - from) continue;
      const points = [...level.each()].filter(({ time }) => time + level.step > from && time < until);
      const [first] = points;
      if (first === undefined) continue;
      found.unshift(...points.map((point) => ({ ...point, step: Math.min(level.step, until - point.time) })));
      until = first.time;
      // A coarser point would tell of the time before the first of all, and tell its peaks twice.
      if (level.isWhole) break;
    }
    return found;
  }

  /** Time of the first point that is kept, null for none. */
  get first(): number | null {
    const level = this.#levels.find(({ isWhole }) => isWhole) ?? this.#levels.at(-1);
    for (const point of level?.each() ?? []) return point.time;
    return null;
  }
}
