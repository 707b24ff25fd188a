import { mutate, Randomness } from './mutate.ts';
import type { FuzzTarget } from './targets.ts';
import { createTarget } from './targets.ts';

/** An input that a parser could not bear. */
export interface FuzzFailure {
  /** Base64. */
  input: string;
  reason: string;
}

/** What came of fuzzing one parser. */
export interface FuzzReport {
  parser: string;
  count: number;
  /** First ten. */
  failures: FuzzFailure[];
  failureCount: number;
  slowestMilliseconds: number;
  /** Base64 of the input that took longest. */
  slowestInput: string;
  /** Resident memory gained between a tenth of the way and the end, bytes. */
  memoryGrowth: number;
  seconds: number;
}

const MOST_FAILURES = 10;

/**
 * Feeds mutated inputs of the kept corpus to a parser. The same seed gives the same inputs.
 * @param name one of `TARGET_NAMES`
 * @throws when there is no such parser
 */
export function fuzzParser(name: string, count: number, seed: number): FuzzReport {
  return fuzzTarget(name, () => createTarget(name), count, seed);
}

/** As {@link fuzzParser} for any target; it is made anew after each failure. */
export function fuzzTarget(name: string, create: () => FuzzTarget, count: number, seed: number): FuzzReport {
  let target = create();
  const random = new Randomness(seed);
  const report: FuzzReport = {
    parser: name,
    count,
    failures: [],
    failureCount: 0,
    slowestMilliseconds: 0,
    slowestInput: '',
    memoryGrowth: 0,
    seconds: 0,
  };
  const started = performance.now();
  let settled = process.memoryUsage.rss();
  for (let index = 0; index < count; index++) {
    // The corpus itself comes first.
    const input =
      index < target.seeds.length ? target.seeds[index]! : mutate(random.pick(target.seeds), random, target.seeds);
    const before = performance.now();
    try {
      target.run(input, random);
    } catch (error) {
      report.failureCount += 1;
      if (report.failures.length < MOST_FAILURES)
        report.failures.push({ input: input.toString('base64'), reason: explain(error) });
      target = create();
    }
    const took = performance.now() - before;
    if (took > report.slowestMilliseconds) {
      report.slowestMilliseconds = took;
      report.slowestInput = input.toString('base64');
    }
    if (index === Math.floor(count / 10)) settled = process.memoryUsage.rss();
  }
  report.memoryGrowth = process.memoryUsage.rss() - settled;
  report.seconds = (performance.now() - started) / 1000;
  return report;
}

function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
