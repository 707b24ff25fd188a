import { expect, test } from 'vitest';
import { fuzzTarget } from '../../packets/fuzz/fuzz-parser.ts';
import { fuzzTargets } from './fuzz-targets.ts';

/** Inputs for each target here; `npm run fuzz` gives more. */
const COUNT = Number(process.env['FUZZ_COUNT'] ?? 5000);

test.each(fuzzTargets)('$name bear whatever they are given', ({ name, run, seeds }) => {
  const corpus = seeds().map((seed) => Buffer.from(seed));
  const report = fuzzTarget(name, () => ({ name, seeds: corpus, run }), COUNT, 20_261_126);
  expect(report.failures).toEqual([]);
  expect(report.slowestMilliseconds, report.slowestInput).toBeLessThan(1000);
});
