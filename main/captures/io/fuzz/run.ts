// npm run fuzz [-- --count N] [--parser NAME,…] [--seed N]: mutated inputs through every parser, in this process.
import { parseArgs } from 'node:util';
import { agentFuzzTargets } from '../../../../native/agentlink/fuzz/fuzz-targets.ts';
import { fuzzTargets as libvirtTargets } from '../../../../native/libvirt/fuzz/fuzz-targets.ts';
import { type FuzzReport, fuzzParser, fuzzTarget } from '../../../../native/packets/fuzz/fuzz-parser.ts';
import { TARGET_NAMES } from '../../../../native/packets/fuzz/targets.ts';
import { fuzzTargets } from '../../import/fuzz-targets.ts';
import { liveFuzzTargets } from '../live/fuzz/fuzz-targets.ts';
import { feedFuzzTargets } from '../../../intel/fuzz/fuzz-targets.ts';
import { policyFuzzTargets } from '../../../policy/fuzz/fuzz-targets.ts';
import { xmlFuzzTargets } from '../../../hosts/xml/fuzz-targets.ts';
import { modelFuzzTargets } from '../../../twin/models/fuzz/fuzz-targets.ts';

/** An input that takes longer than this is a defect. */
const longestMilliseconds = 1000;
/** Memory a parser may keep over a run. */
const mostGrowthBytes = 512 * 2 ** 20;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    parser: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
if (!Number.isInteger(count) || count < 1) throw new Error(`--count ${values.count} is not a number of inputs`);

const runs = new Map<string, () => FuzzReport>(TARGET_NAMES.map((name) => [name, () => fuzzParser(name, count, seed)]));
for (const target of [
  ...fuzzTargets,
  ...libvirtTargets,
  ...xmlFuzzTargets,
  ...liveFuzzTargets,
  ...agentFuzzTargets,
  ...modelFuzzTargets,
  ...feedFuzzTargets,
  ...policyFuzzTargets,
]) {
  const name = target.name.replaceAll(' ', '-');
  const seeds = target.seeds().map((input) => Buffer.from(input));
  runs.set(name, () => fuzzTarget(name, () => ({ name, seeds, run: (input) => target.run(input) }), count, seed));
}

const wanted = values.parser ? values.parser.split(',') : [...runs.keys()];
let sound = 0;
for (const name of wanted) {
  const run = runs.get(name);
  if (!run) throw new Error(`There is no parser ${name}; there are ${[...runs.keys()].join(', ')}.`);
  const report = run();
  const bad =
    report.failureCount > 0 ||
    report.slowestMilliseconds > longestMilliseconds ||
    report.memoryGrowth > mostGrowthBytes;
  console.log(
    `${bad ? '✕' : '✓'} ${name}: ${report.count} inputs in ${report.seconds.toFixed(1)} s, ${report.failureCount} failures, slowest ${report.slowestMilliseconds.toFixed(1)} ms, memory +${(report.memoryGrowth / 2 ** 20).toFixed(0)} MiB`,
  );
  for (const failure of report.failures) console.log(`  ${failure.reason}\n  input (base64) ${failure.input}`);
  if (report.slowestMilliseconds > longestMilliseconds) console.log(`  too slow (base64): ${report.slowestInput}`);
  if (!bad) sound++;
}
console.log(`${sound} passed, ${wanted.length - sound} failed`);
process.exitCode = sound === wanted.length ? 0 : 1;
