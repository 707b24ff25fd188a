import type Database from 'better-sqlite3';
import { METRICS, type MetricKey, type RateRow } from '../telemetry/metrics.ts';
import type { SampleTier } from '../telemetry/resource-sample.ts';
import type { TimeWindow } from '../../shared/units.ts';

/** How finely and how long rates are kept, seconds: as they come, by the minute, by the quarter of an hour. */
const LEVELS = [
  { step: 0, kept: 15 * 60 },
  { step: 60, kept: 24 * 3600 },
  { step: 900, kept: 30 * 86_400 },
] as const;
const MICROS = 1e6;
const always: TimeWindow = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const tiers = Object.keys(METRICS)
  .map((tier) => `'${tier}'`)
  .join(',');
/** Writes after which what is too old is looked for, and prunings after which lists of VMs that nothing names are. */
const PRUNE_EVERY = 60;
const SWEEP_EVERY = 15;
/** Lists of VMs that are remembered: one of a thousand VMs takes 40 KB. */
const MOST_LISTS = 32;
/** Seconds for which gaps are kept. */
const GAPS_KEPT = 30 * 86_400;
/** Usual length of an interval, seconds, where it is not kept. */
const SECONDS: Readonly<Record<SampleTier, number>> = { interfaces: 1, cpu: 5, disks: 30 };

/** Mean of what came for one VM or device within a step. */
interface Sum {
  values: Float64Array;
  counts: Uint32Array;
}

interface Step {
  from: number;
  tier: SampleTier;
  sums: Map<string, Sum>;
}

/** Points of one measure in order of time; the first may have begun before what was asked for. */
export interface StoredSeries {
  times: number[];
  /** How long each point stands for from its time on, microseconds; 0 for one kept as it came. */
  steps: number[];
  /** By the metric's key; null is a gap. */
  values: Map<MetricKey, (number | null)[]>;
}

/** Name of a VM or device in the packed rows. */
function nameOf(uuid: string, device: string): string {
  return device === '' ? uuid : `${uuid}/${device}`;
}

/**
 * Rates over time, packed: one row a tick holds all VMs of it side by side, so that a thousand VMs cost one write a
 * second; coarser levels are summed up beside and kept longer. What is older than its level keeps is removed.
 */
export class ResourceStore {
  readonly #database: Database.Database;
  readonly #insert: Database.Statement;
  readonly #prune: Database.Statement;
  readonly #columns = new Map<string, number>();
  readonly #steps: Map<string, Step>[] = LEVELS.map(() => new Map());
  readonly #places = new Map<number, ReadonlyMap<string, number>>();
  #sinceLastPrune = 0;
  #prunings = 0;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#insert = database.prepare('INSERT INTO rate (level, tier, time, columns, data) VALUES (?,?,?,?,?)');
    this.#prune = database.prepare('DELETE FROM rate WHERE level = ? AND time < ?');
  }

  /** Stores the rates of one poll: rows of one tier. */
  put(rows: readonly RateRow[]): void {
    const [first] = rows;
    if (first === undefined) return;
    const { tier, time } = first;
    const packed = new Map(rows.map((row) => [nameOf(row.uuid, row.device), row.values]));
    this.#write(0, tier, time, packed);
    for (let level = 1; level < LEVELS.length; level++) this.#sum(level, tier, time, packed);
    if (++this.#sinceLastPrune >= PRUNE_EVERY) this.#removeOld(time);
  }

  /** Stores the means of steps that are not over: nothing more is told. */
  finish(): void {
    for (const [level, steps] of this.#steps.entries()) {
      for (const step of steps.values()) this.#writeStep(level, step);
      steps.clear();
    }
  }

  /** Forgets which lists of VMs are stored: they may have been rolled back. */
  forget(): void {
    this.#columns.clear();
    this.#places.clear();
  }

  /** Notes that nothing was sampled for a while. */
  putGap(host: string, tier: SampleTier, from: number, to: number, reason: string): void {
    this.#database
      .prepare('INSERT INTO gap (host, tier, start, finish, reason) VALUES (?,?,?,?,?)')
      .run(host, tier, from, to, reason.slice(0, 500));
  }

  /** Notes that the console did not run from the last sample until now, microseconds; a few seconds are none. */
  putAbsence(hosts: ReadonlySet<string>, now: number): void {
    const last = this.#database.prepare('SELECT max(time) FROM rate WHERE level = 0').pluck().get() as number | null;
    if (last === null || now - last < 5 * MICROS) return;
    for (const host of hosts) this.putGap(host, 'interfaces', last, now, 'Mien was not running.');
  }

  /** Gaps of a host that touch a window. */
  listGaps(host: string, from: number, to: number): { from: number; to: number; reason: string }[] {
    return this.#database
      .prepare(
        `SELECT start AS "from", finish AS "to", reason FROM gap
         WHERE host = ? AND tier = 'interfaces' AND finish > ? AND start < ? ORDER BY start LIMIT 500`,
      )
      .all(host, from, to) as { from: number; to: number; reason: string }[];
  }

  /**
   * Rates of one VM (or of a device of it) in a window: at the finest level that reaches back far enough, and what that
   * does not hold yet at finer ones.
   */
  read(uuid: string, device: string, tier: SampleTier, from: number, to: number): StoredSeries {
    const name = nameOf(uuid, device);
    const metrics = METRICS[tier];
    const series: StoredSeries = { times: [], steps: [], values: new Map(metrics.map(({ key }) => [key, []])) };
    for (const { columns, time, step, data } of this.#rows(tier, from, to)) {
      const place = this.#placesOf(columns).get(name);
      if (place === undefined) continue;
      series.times.push(time);
      series.steps.push(step);
      for (const [offset, { key }] of metrics.entries()) {
        const value = data.readFloatLE((place * metrics.length + offset) * 4);
        series.values.get(key)?.push(Number.isNaN(value) ? null : value);
      }
    }
    return series;
  }

  /** Walks the rates of VMs, the minutes of the past first, then what is kept as it came: what a judge needs to judge again. */
  *eachRate({ from, to }: TimeWindow = always): IterableIterator<RateRow> {
    const fine = (this.#database.prepare('SELECT min(time) FROM rate WHERE level = 0').pluck().get() ??
      Number.POSITIVE_INFINITY) as number;
    const rows = this.#database
      .prepare(
        `SELECT level, tier, time, columns, data FROM rate
         WHERE level IN (0, 1) AND tier IN (${tiers}) AND time >= ? AND time < ? AND (level = 0 OR time < ?) ORDER BY time, id`,
      )
      .iterate(from, to, fine) as IterableIterator<{
      level: number;
      tier: SampleTier;
      time: number;
      columns: number;
      data: Buffer;
    }>;
    for (const { level, tier, time, columns, data } of rows) {
      const width = METRICS[tier].length;
      // A view is several times quicker than the buffer's own reading, and a restart waits for this.
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      for (const [name, place] of this.#placesOf(columns)) {
        if (name.includes('/')) continue;
        const values = new Float64Array(width);
        for (let offset = 0; offset < width; offset++)
          values[offset] = view.getFloat32((place * width + offset) * 4, true);
        yield { uuid: name, device: '', tier, time, seconds: LEVELS[level]?.step || SECONDS[tier], values };
      }
    }
  }

  /** Devices of a VM that were measured apart in a window, in a tier. */
  devicesOf(uuid: string, tier: SampleTier, from: number, to: number): string[] {
    const lists = this.#database
      .prepare('SELECT DISTINCT columns FROM rate WHERE level IN (0, 1, 2) AND tier = ? AND time >= ? AND time < ?')
      .pluck()
      .all(tier, from, to) as number[];
    const devices = new Set<string>();
    for (const columns of lists)
      for (const name of this.#placesOf(columns).keys())
        if (name.startsWith(`${uuid}/`)) devices.add(name.slice(uuid.length + 1));
    return [...devices].sort();
  }

  /** Stored rows of a window: coarse ones for the past, and finer ones from where those end. */
  *#rows(
    tier: SampleTier,
    from: number,
    to: number,
  ): IterableIterator<{ time: number; step: number; columns: number; data: Buffer }> {
    // A recording of last year ends last year: age is told by what is stored, not by the clock on the wall.
    const newest = this.#database
      .prepare('SELECT max(time) FROM rate WHERE level = 0 AND tier = ?')
      .pluck()
      .get(tier) as number | null;
    const age = ((newest ?? from) - from) / MICROS;
    const found = LEVELS.findIndex(({ kept }) => age <= kept);
    let begin = from;
    for (let level = found < 0 ? LEVELS.length - 1 : found; level >= 0; level--) {
      const step = (LEVELS[level]?.step ?? 0) * MICROS;
      // The mean that was under way when the window begins tells of its first part.
      const since = begin === from && step > 0 ? from - step + 1 : begin;
      const rows = this.#database
        .prepare(
          'SELECT time, columns, data FROM rate WHERE level = ? AND tier = ? AND time >= ? AND time < ? ORDER BY time, id',
        )
        .iterate(level, tier, since, to) as IterableIterator<{ time: number; columns: number; data: Buffer }>;
      for (const row of rows) {
        yield { ...row, step };
        begin = Math.max(begin, row.time + step);
      }
    }
  }

  #removeOld(time: number): void {
    this.#sinceLastPrune = 0;
    for (const [level, { kept }] of LEVELS.entries()) this.#prune.run(level, time - kept * MICROS);
    if (++this.#prunings % SWEEP_EVERY > 0) return;
    this.#database.prepare('DELETE FROM gap WHERE finish < ?').run(time - GAPS_KEPT * MICROS);
    // A list for each change of the fleet: those that no row needs any more would grow without end.
    this.#database.prepare('DELETE FROM rate_columns WHERE id NOT IN (SELECT columns FROM rate)').run();
    this.forget();
  }

  #write(level: number, tier: SampleTier, time: number, packed: ReadonlyMap<string, Float64Array>): void {
    const width = METRICS[tier].length;
    const names = [...packed.keys()].sort();
    const data = Buffer.allocUnsafe(names.length * width * 4);
    for (const [place, name] of names.entries()) {
      const values = packed.get(name);
      for (let offset = 0; offset < width; offset++)
        data.writeFloatLE(values?.[offset] ?? Number.NaN, (place * width + offset) * 4);
    }
    this.#insert.run(level, tier, time, this.#columnsId(names), data);
  }

  #writeStep(level: number, { tier, from, sums }: Step): void {
    const means = new Map<string, Float64Array>();
    for (const [name, { values, counts }] of sums)
      means.set(
        name,
        values.map((value, place) => value / (counts[place] ?? 0)),
      );
    this.#write(level, tier, from, means);
  }

  /** The same VMs stand in most ticks: their list is stored once. */
  #columnsId(names: readonly string[]): number {
    const text = names.join('\n');
    const known = this.#columns.get(text);
    if (known !== undefined) return known;
    const { lastInsertRowid } = this.#database.prepare('INSERT INTO rate_columns (names) VALUES (?)').run(text);
    // Fleets that change all the time would fill memory with lists.
    if (this.#columns.size >= MOST_LISTS) this.#columns.clear();
    this.#columns.set(text, Number(lastInsertRowid));
    return Number(lastInsertRowid);
  }

  #placesOf(columns: number): ReadonlyMap<string, number> {
    const known = this.#places.get(columns);
    if (known !== undefined) return known;
    const text = this.#database.prepare('SELECT names FROM rate_columns WHERE id = ?').pluck().get(columns) as
      | string
      | undefined;
    const places = new Map((text ?? '').split('\n').map((name, place) => [name, place]));
    if (this.#places.size >= MOST_LISTS) this.#places.clear();
    this.#places.set(columns, places);
    return places;
  }

  #sum(level: number, tier: SampleTier, time: number, packed: ReadonlyMap<string, Float64Array>): void {
    const step = (LEVELS[level]?.step ?? 1) * MICROS;
    const from = Math.floor(time / step) * step;
    const steps = this.#steps[level];
    if (steps === undefined) return;
    let current = steps.get(tier);
    if (current !== undefined && current.from !== from) {
      this.#writeStep(level, current);
      current = undefined;
    }
    if (current === undefined) {
      current = { from, tier, sums: new Map() };
      steps.set(tier, current);
    }
    for (const [name, values] of packed) {
      let sum = current.sums.get(name);
      if (sum === undefined) {
        sum = { values: new Float64Array(values.length), counts: new Uint32Array(values.length) };
        current.sums.set(name, sum);
      }
      for (let place = 0; place < values.length; place++) {
        const value = values[place] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        sum.values[place] = (sum.values[place] ?? 0) + value;
        sum.counts[place] = (sum.counts[place] ?? 0) + 1;
      }
    }
  }
}
