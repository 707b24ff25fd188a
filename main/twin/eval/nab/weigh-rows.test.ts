import { expect, test } from 'vitest';
import { NAB_PROFILES } from './nab-profile.ts';
import { normaliseScore } from './normalise-score.ts';
import { scoreAlarms } from './score-alarms.ts';
import { OUTSIDE, PROBATION, probationRows, weighRows } from './weigh-rows.ts';
import type { NabSeries } from './weigh-rows.ts';

const { standard } = NAB_PROFILES;

function series(rows: number, windows: NabSeries['windows']): NabSeries {
  return { name: 'made/up.csv', times: new Float64Array(rows), values: new Float64Array(rows), windows };
}

const sigmoid = (x: number): number => 2 / (1 + Math.exp(5 * x)) - 1;

test('probation is 15 % of a series and 750 rows at most', () => {
  expect([probationRows(100), probationRows(4032), probationRows(5000), probationRows(22_695)]).toEqual([
    15, 604, 750, 750,
  ]);
});

test('rows are worth what the rules say', () => {
  const { worth, window, windows } = weighRows(series(100, [{ first: 40, last: 49 }]), standard);
  expect(windows).toBe(1);
  expect([...window.subarray(0, 15)].every((id) => id === PROBATION)).toBe(true);
  expect([window[39], window[40], window[49], window[50]]).toEqual([OUTSIDE, 0, 0, OUTSIDE]);
  // Before any window a false alarm costs all, on its first row a hit earns all.
  expect(worth[39]).toBeCloseTo(-0.11, 12);
  expect(worth[40]).toBeCloseTo(1, 12);
  // The last row lies one row from the edge of a window of ten.
  expect(worth[49]).toBeCloseTo(sigmoid(-0.1) / sigmoid(-1), 12);
  // Just past the window a false alarm costs little; three widths on, all.
  expect(worth[50]).toBeCloseTo(0.11 * sigmoid(1 / 9), 12);
  expect(worth[49 + 28]).toBeCloseTo(-0.11, 12);
});

test.each(Object.entries(NAB_PROFILES))('%s: silence is 0, perfection 100', (_, profile) => {
  const made = series(200, [
    { first: 50, last: 60 },
    { first: 120, last: 140 },
  ]);
  const rows = weighRows(made, profile);
  const alarms = new Float64Array(200);
  const normalise = (): number => normaliseScore(scoreAlarms(rows, alarms, 0.5, profile), rows.windows, profile);
  expect(normalise()).toBe(0);
  alarms[50] = 1;
  alarms[120] = 1;
  expect(normalise()).toBeCloseTo(100, 9);
  alarms[49] = 1;
  expect(normalise()).toBeLessThan(100);
});

test('a window counts its best alarm once, and one within probation not at all', () => {
  const rows = weighRows(
    series(100, [
      { first: 2, last: 9 },
      { first: 40, last: 49 },
    ]),
    standard,
  );
  expect(rows.windows).toBe(1);
  const alarms = new Float64Array(100).fill(1, 40, 50);
  alarms.fill(1, 0, 12);
  expect(scoreAlarms(rows, alarms, 1, standard)).toBeCloseTo(1, 12);
});
