import { parseArgs } from 'node:util';
import { fuzzParser } from './fuzz-parser.ts';
import { TARGET_NAMES } from './targets.ts';

/** An input that takes longer than this is a defect. */
const LONGEST_MILLISECONDS = 1000;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    parser: { type: 'string', default: 'all' },
    seed: { type: 'string', default: '1' },
  },
});
const names = values.parser === 'all' ? TARGET_NAMES : values.parser.split(',');
let isSound = true;
for (const name of names) {
  const report = fuzzParser(name, Number(values.count), Number(values.seed));
  const { failureCount, slowestMilliseconds, memoryGrowth, seconds, count, failures, slowestInput } = report;
  const megabytes = (memoryGrowth / 1048576).toFixed(1);
  console.log(
    `${name}: ${count} inputs in ${seconds.toFixed(1)} s, ${failureCount} failures, slowest ${slowestMilliseconds.toFixed(1)} ms, memory ${megabytes} MiB`,
  );
  for (const failure of failures) console.log(`  ${failure.reason}\n  input ${failure.input}`);
  if (slowestMilliseconds > LONGEST_MILLISECONDS) console.log(`  too slow: ${slowestInput}`);
  if (failureCount > 0 || slowestMilliseconds > LONGEST_MILLISECONDS) isSound = false;
}
process.exitCode = isSound ? 0 : 1;
