import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeSeries } from '../nab/judge-series.ts';
import { NAB_PROFILES } from '../nab/nab-profile.ts';
import { nabSet, WINDOWED_GAUSSIAN_THRESHOLD } from '../nab/nab-set.ts';
import { normaliseScore } from '../nab/normalise-score.ts';
import { scoreAlarms } from '../nab/score-alarms.ts';
import { weighRows } from '../nab/weigh-rows.ts';
import { windowedGaussian } from '../nab/windowed-gaussian.ts';
import { readNabResults } from './read-nab-results.ts';
import { readNab } from './read-nab.ts';

const folder = join(process.env['MIEN_DATA'] ?? '', 'models', 'nab');
const hasData = existsSync(join(folder, 'results-upstream'));
if (!hasData)
  console.warn(`NAB's scorer is not held against published results: no models/nab in MIEN_DATA. ${nabSet.source}`);

const { standard } = NAB_PROFILES;

test.skipIf(!hasData)('the scorer gives what upstream published, series by series and in all', async () => {
  const series = await readNab(folder);
  const results = await readNabResults(folder);
  const weighed = series.map((one) => weighRows(one, standard));
  const windows = weighed.reduce((sum, rows) => sum + rows.windows, 0);
  const raw = (detector: string, name: string): number =>
    results.find((result) => result.detector === detector)?.raw.get(name) ?? Number.NaN;
  series.forEach((one, index) => {
    const rows = weighed[index];
    if (!rows) throw new Error(`${one.name} was not weighed`);
    const silent = scoreAlarms(rows, new Float64Array(one.values.length), 0.5, standard);
    expect(silent, one.name).toBe(raw('null', one.name));
    const gaussian = scoreAlarms(rows, windowedGaussian(one.values), WINDOWED_GAUSSIAN_THRESHOLD, standard);
    expect(gaussian, one.name).toBeCloseTo(raw('windowedGaussian', one.name), 6);
  });
  const told = results.filter((result) => result.final && result.raw.size === series.length);
  expect(told.length).toBeGreaterThan(10);
  for (const { detector, raw: published, final } of told) {
    const sum = series.reduce((total, { name }) => total + (published.get(name) ?? Number.NaN), 0);
    expect(normaliseScore(sum, windows, standard), detector).toBeCloseTo(final?.standard ?? Number.NaN, 1);
  }
});

test.skipIf(!hasData)('the level of a resource reaches its figure at its fixed threshold', async () => {
  let raw = 0;
  let windows = 0;
  for (const one of await readNab(folder)) {
    const rows = weighRows(one, standard);
    raw += scoreAlarms(rows, judgeSeries(one).alarms, 0.5, standard);
    windows += rows.windows;
  }
  expect(normaliseScore(raw, windows, standard)).toBeGreaterThan(60);
});
