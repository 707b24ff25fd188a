// npm run eval -- --data DIR [--only adfa,…] [--quick] [--seed N]: one table per labelled data set, each with its trivial baseline.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { EvaluationSet } from '../../main/twin/eval/evaluation-set.ts';
import { findSet } from '../../main/twin/eval/io/find-set.ts';
import { adfa } from '../../main/twin/eval/sequences/adfa.ts';
import { c2Set } from '../../main/twin/eval/c2/c2-set.ts';
import { classifierSet } from '../../main/twin/eval/classifier/classifier-set.ts';
import { nslKddSet } from '../../main/twin/eval/connections/nsl-kdd-set.ts';
import { nabSet } from '../../main/twin/eval/nab/nab-set.ts';
import { lifelike } from '../../main/twin/eval/sequences/lifelike.ts';
import { logseq } from '../../main/twin/eval/sequences/logseq.ts';
import { syscallsModern } from '../../main/twin/eval/sequences/syscalls-modern.ts';
import { rescorerSet } from '../../main/twin/eval/rescorer/rescorer-set.ts';
import { vmResourcesSet } from '../../main/twin/eval/resources/vm-resources-set.ts';
import { riskSet } from '../../main/detection/eval/risk-set.ts';
import { clustersSet } from '../../main/personas/eval/clusters-set.ts';
import { isReached, printTable } from './print-table.ts';

/** All sets, in the order in which they are told. */
const sets: EvaluationSet[] = [
  adfa,
  syscallsModern,
  lifelike,
  logseq,
  rescorerSet,
  classifierSet,
  nabSet,
  c2Set,
  vmResourcesSet,
  nslKddSet,
  clustersSet,
  riskSet,
];

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
});
const seed = Number(values.seed);
const wanted = values.only?.split(',') ?? sets.map(({ name }) => name);
const unknown = wanted.filter((name) => sets.every((set) => set.name !== name));
if (!Number.isInteger(seed) || unknown.length > 0) {
  throw new Error(
    `usage: npm run eval -- --data DIR [--only ${sets.map(({ name }) => name).join(',')}] [--quick] [--seed N]`,
  );
}

/** CPU seconds of this process: wall time says little where others run too. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

let seen = 0;
let missed = 0;
for (const set of sets) {
  if (!wanted.includes(set.name)) continue;
  const folder = values.data === undefined ? null : findSet(resolve(values.data), set);
  if (folder === null) {
    console.log(`${set.name}: not in ${values.data ?? 'a data folder (--data DIR)'}. ${set.source}\n`);
    continue;
  }
  for (const table of await set.evaluate(folder, { quick: values.quick, seed, cpuSeconds })) {
    seen += 1;
    missed += table.targets.filter((target) => !isReached(target)).length;
    console.log(printTable(table));
  }
}
// A run that measured nothing has shown nothing.
if (seen === 0 || missed > 0) process.exitCode = 1;
console.log(`${seen} tables, ${missed} targets missed${values.quick ? '; --quick: not to be quoted' : ''}`);
