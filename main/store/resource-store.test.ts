import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { uuidOf } from '../hosts/vm-facts.test-support.ts';
import { METRICS, type RateRow } from '../telemetry/metrics.ts';
import type { SampleTier } from '../telemetry/resource-sample.ts';
import { SessionStore } from './session-store.ts';

const START = Date.UTC(2026, 10, 26) * 1000;
const at = (seconds: number): number => START + seconds * 1e6;

let store: SessionStore;
beforeEach(() => {
  store = new SessionStore(':memory:');
});
afterEach(() => store.close());

/** Rates of one VM or device whose measures are `value`, `value + 1` … */
function row(number: number, seconds: number, value: number, parts: Partial<RateRow> = {}): RateRow {
  const tier = parts.tier ?? 'interfaces';
  const values = Float64Array.from({ length: METRICS[tier].length }, (_metric, place) => value + place);
  return { uuid: uuidOf(number), device: '', tier, time: at(seconds), seconds: 1, values, ...parts };
}

/** First measure of a VM in a window of seconds. */
function received(number: number, from = 0, to = 1e9, device = ''): [seconds: number, value: number | null][] {
  const { times, values } = store.resources.read(uuidOf(number), device, 'interfaces', at(from), at(to));
  return times.map((time, index) => [(time - START) / 1e6, values.get('received')?.[index] ?? null]);
}
const count = (table: string): number =>
  store.database.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;

describe('rates', () => {
  test('are read back by VM, measure and window; one that was not measured is null', () => {
    store.resources.put([row(2, 1, 20), row(1, 1, 10)]);
    store.resources.put([row(1, 2, 11), { ...row(2, 2, 0), values: new Float64Array(5).fill(Number.NaN) }]);
    store.resources.put([row(3, 3, 30)]);
    expect(received(1)).toEqual([
      [1, 10],
      [2, 11],
    ]);
    expect(received(2)).toEqual([
      [1, 20],
      [2, null],
    ]);
    expect(received(1, 2, 3)).toEqual([[2, 11]]);
    expect(received(4)).toEqual([]);
    const { values } = store.resources.read(uuidOf(1), '', 'interfaces', at(0), at(2));
    expect([...values].map(([key, [value]]) => [key, value])).toEqual(
      METRICS.interfaces.map(({ key }, place) => [key, 10 + place]),
    );
    store.resources.put([]);
  });

  test('of devices stand beside those of their VM, whichever host polled last', () => {
    store.resources.put([row(1, 1, 30), row(1, 1, 10, { device: 'vnet0' }), row(1, 1, 20, { device: 'vnet1' })]);
    store.resources.put([row(2, 2, 5)]);
    const devices = (number: number, from: number, to: number): string[] =>
      store.resources.devicesOf(uuidOf(number), 'interfaces', at(from), at(to));
    expect(devices(1, 0, 9)).toEqual(['vnet0', 'vnet1']);
    expect(devices(1, 2, 9)).toEqual([]);
    expect(devices(2, 0, 9)).toEqual([]);
    expect(store.resources.devicesOf(uuidOf(1), 'disks', at(0), at(9))).toEqual([]);
    expect(received(1, 0, 9, 'vnet1')).toEqual([[1, 20]]);
  });

  test('get coarser with age, in the mean, and end where the finest end', () => {
    const seconds = 30 * 3600;
    for (let second = 0; second < seconds; second += 30) store.resources.put([row(1, second, second)]);
    const recent = received(1, seconds - 600);
    expect(recent.map(([, value]) => value)).toEqual(recent.map(([second]) => second));
    expect(recent).toHaveLength(20);
    const hours = received(1, seconds - 7200);
    // By the minute, then what the last minutes hold that is not summed up yet.
    expect(hours[0]).toEqual([seconds - 7200, seconds - 7200 + 15]);
    expect(hours.at(-1)).toEqual([seconds - 30, seconds - 30]);
    expect(hours.length).toBeLessThan(125);
    const day = received(1, 0);
    expect(day[0]).toEqual([0, 435]);
    expect(day.at(-1)?.[0]).toBe(seconds - 30);
    expect(day.length).toBeLessThan(30 * 4 + 35);
    const times = day.map(([time]) => time);
    expect(times).toEqual([...new Set(times)].toSorted((left, right) => left - right));
  });

  test('say how long each point stands for, from the mean that was under way when a window begins', () => {
    for (let second = 0; second < 3600; second += 10) store.resources.put([row(1, second, second)]);
    const { times, steps } = store.resources.read(uuidOf(1), '', 'interfaces', at(90), at(3600));
    expect(times[0]).toBe(at(60));
    expect(steps[0]).toBe(60e6);
    expect(times.at(-1)).toBe(at(3590));
    expect(steps.at(-1)).toBe(0);
    for (const [index, time] of times.entries()) {
      const next = times[index + 1] ?? at(3600);
      expect(next - time).toBe(steps[index] === 0 ? 10e6 : steps[index]);
    }
    const fine = store.resources.read(uuidOf(1), '', 'interfaces', at(3000), at(3600));
    expect(fine.times[0]).toBe(at(3000));
    expect(fine.steps.every((step) => step === 0)).toBe(true);
  });

  test('of a recording of long ago are as fine as they came', () => {
    const old = at(-5 * 365 * 86_400);
    store.resources.put([{ ...row(1, 0, 1), time: old }]);
    store.resources.put([{ ...row(1, 0, 2), time: old + 1e6 }]);
    expect(store.resources.read(uuidOf(1), '', 'interfaces', old, old + 60e6).times).toEqual([old, old + 1e6]);
  });

  test('do not take more and more room: a fleet that changes each second for two days', () => {
    const sizes: [rates: number, lists: number][] = [];
    for (let second = 0; second < 48 * 3600; second += 10) {
      store.resources.put([row(1, second, 1), row(2 + (second % 5000), second, 2)]);
      if (second % 3600 === 0) store.resources.putGap('one', 'interfaces', at(second), at(second + 5), 'away');
      if (second === 36 * 3600 || second === 48 * 3600 - 10) sizes.push([count('rate'), count('rate_columns')]);
    }
    const [before, later] = sizes;
    expect(later?.[0]).toBeLessThan((before?.[0] ?? 0) * 1.1);
    expect(later?.[1]).toBeLessThan((before?.[1] ?? 0) * 1.5);
    // What was swept away is not mixed up with what came in its place.
    expect(received(1, 48 * 3600 - 60).every(([, value]) => value === 1)).toBe(true);
  });

  test('are all there for a judge: minutes of the past, then each tick; VMs alone, in order of time', () => {
    for (let second = 0; second < 3600; second++)
      store.resources.put([row(1, second, second), row(1, second, 5, { device: 'vnet0' })]);
    store.resources.put([row(2, 3600, 7, { tier: 'cpu' })]);
    const rates = [...store.resources.eachRate()];
    expect(rates.every(({ device }) => device === '')).toBe(true);
    const times = rates.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    expect(rates[0]).toMatchObject({ uuid: uuidOf(1), tier: 'interfaces', seconds: 60, time: START });
    expect(rates[0]?.values[0]).toBe(29.5);
    expect(rates.at(-1)).toMatchObject({ uuid: uuidOf(2), tier: 'cpu', seconds: 5 });
    const covered = rates
      .filter(({ tier }) => tier === 'interfaces')
      .reduce((seconds, { seconds: more }) => seconds + more, 0);
    expect(covered).toBeGreaterThanOrEqual(3600);
    expect(covered).toBeLessThan(3600 + 60);
  });

  test('that were not summed up yet are not lost when the store is closed', () => {
    store.resources.put([row(1, 0, 10)]);
    store.resources.put([row(1, 1, 20)]);
    store.resources.finish();
    const means = store.database.prepare('SELECT level FROM rate WHERE level > 0 ORDER BY level').pluck().all();
    expect(means).toEqual([1, 2]);
    store.resources.finish();
    expect(count('rate')).toBe(4);
  });

  test('survive a clock that steps back an hour and on again', () => {
    for (const second of [7200, 7201, 3600, 3601, 7202, 7203]) store.resources.put([row(1, second, second)]);
    const seconds = received(1, 7000).map(([time]) => time);
    expect(seconds).toEqual(expect.arrayContaining([7200, 7201, 7202, 7203]));
    expect(seconds).toEqual(seconds.toSorted((left, right) => left - right));
  });
});

test('whatever VMs come and go, each is read back with its own values', () => {
  const tickArb = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom('', 'a', 'b')), {
    selector: ([number, device]) => `${number}${device}`,
  });
  fc.assert(
    fc.property(
      fc.array(tickArb, { maxLength: 40 }),
      fc.constantFrom<SampleTier>('interfaces', 'disks'),
      (ticks, tier) => {
        const own = new SessionStore(':memory:');
        const wanted = new Map<string, number[]>();
        for (const [second, vms] of ticks.entries()) {
          own.resources.put(
            vms.map(([number, device]) => {
              const value = number * 1000 + second + (device === '' ? 0 : device === 'a' ? 0.25 : 0.5);
              wanted.set(`${number}/${device}`, [...(wanted.get(`${number}/${device}`) ?? []), value]);
              return row(number, second, value, { device, tier });
            }),
          );
        }
        for (const [name, values] of wanted) {
          const [number = '', device = ''] = name.split('/');
          const stored = own.resources.read(uuidOf(Number(number)), device, tier, at(0), at(100));
          expect(stored.values.get(METRICS[tier][0].key)).toEqual(values);
        }
        own.close();
      },
    ),
    { numRuns: 50 },
  );
});

test('gaps are told of a host and a window', () => {
  store.resources.putGap('one', 'interfaces', at(10), at(20), 'away');
  store.resources.putGap('one', 'disks', at(10), at(20), 'away');
  store.resources.putGap('two', 'interfaces', at(10), at(20), 'x'.repeat(9999));
  expect(store.resources.listGaps('one', at(0), at(100))).toEqual([{ from: at(10), to: at(20), reason: 'away' }]);
  expect(store.resources.listGaps('one', at(15), at(16))).toHaveLength(1);
  expect(store.resources.listGaps('one', at(20), at(30))).toEqual([]);
  expect(store.resources.listGaps('one', at(0), at(10))).toEqual([]);
  expect(store.resources.listGaps('two', at(0), at(100))[0]?.reason).toHaveLength(500);
});

test('time in which the console did not run is a gap of every host; a few seconds, or a first start, are none', () => {
  store.resources.putAbsence(new Set(['one']), at(50));
  expect(store.resources.listGaps('one', at(0), at(100))).toEqual([]);
  store.resources.put([row(1, 10, 1)]);
  store.resources.putAbsence(new Set(['one']), at(12));
  expect(store.resources.listGaps('one', at(0), at(100))).toEqual([]);
  store.resources.putAbsence(new Set(['one', 'two']), at(70));
  for (const host of ['one', 'two'])
    expect(store.resources.listGaps(host, at(0), at(100))).toEqual([
      { from: at(10), to: at(70), reason: 'Mien was not running.' },
    ]);
});
