import { expect, test } from 'vitest';
import { fuzzParser } from './fuzz-parser.ts';
import { mutate, Randomness } from './mutate.ts';
import { TARGET_NAMES } from './targets.ts';

/** Inputs for each parser: the number every change is held to. FUZZ_COUNT asks for a longer or shorter run. */
const COUNT = Number(process.env['FUZZ_COUNT'] ?? 100_000);

test.each(TARGET_NAMES)('%s bears whatever it is given', { timeout: 600_000 }, (name) => {
  const report = fuzzParser(name, COUNT, 20_261_120);
  expect(report.failures).toEqual([]);
  expect(report.slowestMilliseconds, report.slowestInput).toBeLessThan(1000);
  expect(report.memoryGrowth).toBeLessThan(96 * 1024 * 1024);
});

test('the same seed gives the same inputs, another seed others', () => {
  const seeds = [Buffer.from('some bytes to start from')];
  const make = (seed: number): string[] => {
    const random = new Randomness(seed);
    return Array.from({ length: 50 }, () => mutate(seeds[0]!, random, seeds).toString('hex'));
  };
  expect(make(7)).toEqual(make(7));
  expect(make(7)).not.toEqual(make(8));
  expect(new Set(make(7)).size).toBeGreaterThan(40);
});
