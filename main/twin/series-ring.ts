/** Values of a point. */
const WIDTH = 8;

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
  #times = new Float64Array(8);
  #values = new Float32Array(8 * WIDTH);
  #put = 0;

  constructor(step: number, most: number) {
    this.step = step * 1e6;
    this.#most = most;
  }

  add(time: number, point: SeriesPoint): void {
    const start = Math.floor(time / this.step) * this.step;
    const last = this.#put - 1;
    const at = last < 0 ? 0 : last % this.#times.length;
    if (last >= 0 && this.#times[at] === start) {
      this.#merge(at, point);
      return;
    }
    if (last >= 0 && (this.#times[at] ?? 0) > start) return;
    if (this.#put === this.#times.length && this.#put < this.#most) this.#grow();
    const next = this.#put++ % this.#times.length;
    this.#times[next] = start;
    this.#values.set([point.observed, point.worst, point.events, ...point.bands], next * WIDTH);
  }

  /** True while nothing was let go of yet. */
  get isWhole(): boolean {
    return this.#put <= this.#most;
  }

  *each(): Iterable<SeriesPoint> {
    const length = this.#times.length;
    for (let number = Math.max(0, this.#put - length); number < this.#put; number++) {
      const at = number % length;
      const [observed = 0, worst = 0, events = 0, a = 0, b = 0, c = 0, d = 0, e = 0] = this.#values.subarray(
        at * WIDTH,
        (at + 1) * WIDTH,
      );
      yield { time: this.#times[at] ?? 0, observed, worst, events, bands: [a, b, c, d, e] };
    }
  }

  #merge(at: number, point: SeriesPoint): void {
    const values = this.#values.subarray(at * WIDTH, (at + 1) * WIDTH);
    const before = values[2] ?? 0;
    const all = before + point.events;
    values[0] = all === 0 ? point.observed : ((values[0] ?? 0) * before + point.observed * point.events) / all;
    values[1] = Math.max(values[1] ?? 0, point.worst);
    values[2] = all;
    if (!Number.isNaN(point.bands[0])) values.set(point.bands, 3);
  }

  #grow(): void {
    const length = Math.min(this.#most, this.#times.length * 2);
    const times = new Float64Array(length);
    times.set(this.#times);
    const values = new Float32Array(length * WIDTH);
    values.set(this.#values);
    this.#times = times;
    this.#values = values;
  }
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
