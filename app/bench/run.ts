// npm run bench [-- --file CAPTURE] [--packets N] [--rounds N] [--memory | --watch | --twin | --agent]: reading a capture beside
// the field's own readers, watching a fleet, the twins' model, and what the agent costs a guest.
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findProgram } from '../../main/doctor/io/find-program.ts';
import { generateCapture } from '../../main/captures/io/testing/generate-capture.ts';
import { applicationRoot } from '../application-root.ts';
import { benchAgent } from './agent.ts';
import { benchWatch } from './bench-watch.ts';
import { benchIntel } from './intel.ts';
import { benchPaths } from './paths.ts';
import { measure, type Measurement } from './measure.ts';
import { benchPolicy } from './policy.ts';
import { benchTwin } from './twin.ts';
import { benchTwinFleet } from './twin-fleet.ts';

/** How many times short of a target a figure may be before the bench fails; machines differ. */
const tolerance = 5;
/** CPU seconds spread by a tenth from run to run: fewer rounds say little. */
const fewestRounds = 3;
const memoryTarget = 200;

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    packets: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: String(fewestRounds) },
    /** Only what memory our own reading takes, for files on which the others would take minutes. */
    watch: { type: 'boolean', default: false },
    twin: { type: 'boolean', default: false },
    agent: { type: 'boolean', default: false },
    intel: { type: 'boolean', default: false },
    paths: { type: 'boolean', default: false },
    policy: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'mien-bench-'));
const bundle = join(applicationRoot(), 'dist', 'bench-index.js');

/** What our own reading says of itself. */
interface Facts {
  packets: number;
  flows: number;
  indexBytes: number;
  firstRowsMs: number;
  /** CPU seconds of building the indexes. */
  indexing: number;
}

interface Contender {
  name: string;
  /** How many times our CPU time it should take at least. */
  target: number;
  command: (file: string) => string[];
}

const names = ['dns.qry.name', 'tls.handshake.extensions_server_name', 'http.host', 'http.request.uri'];
const contenders: Contender[] = [
  { name: 'nfpcapd', target: 1, command: (file) => ['nfpcapd', '-r', file, '-w', folder] },
  { name: 'ndpiReader', target: 3, command: (file) => ['ndpiReader', '-q', '-i', file] },
  {
    name: 'tshark',
    target: 20,
    command: (file) => ['tshark', '-n', '-r', file, '-T', 'fields', ...names.flatMap((name) => ['-e', name])],
  },
];

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? 0;
const inMebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

async function readOurs(file: string, round: number): Promise<{ measured: Measurement; facts: Facts }> {
  const measured = await measure([process.execPath, bundle, file, join(folder, `index-${round}.db`)]);
  return { measured, facts: JSON.parse(measured.output) as Facts };
}

function describe(file: string, facts: Facts): void {
  console.log(
    `${facts.packets} packets, ${inMebibytes(statSync(file).size)} MiB, ${facts.flows} flows stored, index ${inMebibytes(facts.indexBytes)} MiB`,
  );
}

/** @returns whether memory stays within reach of its target */
function tellMemory(rounds: readonly Measurement[]): boolean {
  const largest = rounds.toSorted((left, right) => right.peakBytes - left.peakBytes)[0];
  if (largest === undefined) return true;
  const parts = largest.peakParts.map(inMebibytes).join(' + ');
  console.log(
    `memory      ${inMebibytes(largest.peakBytes)} MiB at most (target ≤ ${memoryTarget}), of ${parts} by process: engine, child`,
  );
  return largest.peakBytes <= memoryTarget * tolerance * 2 ** 20;
}

async function compare(file: string, rounds: number): Promise<boolean> {
  const ours: { measured: Measurement; facts: Facts }[] = [];
  const theirs = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    ours.push(await readOurs(file, round));
    // One after another within a round, so that a busy neighbour slows all of them alike.
    for (const { name, command } of contenders) {
      if (!findProgram(name)) continue;
      const { cpu } = await measure(command(file));
      theirs.set(name, [...(theirs.get(name) ?? []), cpu]);
    }
  }
  const [first] = ours;
  if (!first) return true;
  describe(file, first.facts);
  const own = median(ours.map(({ measured, facts }) => measured.cpu - facts.indexing));
  const firstRows = median(ours.map(({ facts }) => facts.firstRowsMs));
  console.log(
    `mien        ${own.toFixed(2)} CPU s  ${(first.facts.packets / own / 1e6).toFixed(2)} M packets/s, median of ${rounds}; first rows after ${firstRows} ms (target ≤ 1000)`,
  );
  console.log(
    `            and ${median(ours.map(({ facts }) => facts.indexing)).toFixed(2)} CPU s for the indexes of the console’s lists, which the others do not keep`,
  );
  let holds = tellMemory(ours.map(({ measured }) => measured)) && firstRows <= 1000 * tolerance;
  for (const { name, target } of contenders) {
    const times = theirs.get(name);
    if (!times) {
      console.log(`${name.padEnd(11)} not installed, not compared`);
      continue;
    }
    const ratio = median(times) / own;
    console.log(`${name.padEnd(11)} ${median(times).toFixed(2)} CPU s  ${ratio.toFixed(2)} × ours (target ${target})`);
    if (ratio < target / tolerance) holds = false;
  }
  return holds;
}

async function weigh(file: string): Promise<boolean> {
  const { measured, facts } = await readOurs(file, 0);
  describe(file, facts);
  return tellMemory([measured]);
}

try {
  if (values.twin) {
    const holds = [benchTwin(), benchTwinFleet()];
    if (holds.includes(false)) process.exitCode = 1;
    process.exit();
  }
  if (values.agent) {
    if (!benchAgent()) process.exitCode = 1;
    process.exit();
  }
  if (!existsSync(bundle)) throw new Error('Build first: npm run build');
  if (values.paths) {
    benchPaths();
    process.exit();
  }
  if (values.policy) {
    if (!benchPolicy()) process.exitCode = 1;
    process.exit();
  }
  if (values.intel) {
    await benchIntel();
    process.exit();
  }
  if (values.watch) {
    if (!(await benchWatch())) process.exitCode = 1;
    process.exit();
  }
  const rounds = Number(values.rounds);
  if (!(rounds >= fewestRounds)) throw new Error(`--rounds must be at least ${fewestRounds}.`);
  const file = values.file ?? join(folder, 'reference.pcap');
  if (values.file === undefined) {
    console.log(`writing ${values.packets} packets …`);
    generateCapture(file, Number(values.packets), 7);
  }
  const reads = values.memory ? await weigh(file) : await compare(file, rounds);
  const watches = values.memory || (await benchWatch());
  const models = values.memory || [benchTwin(), benchTwinFleet(), benchPolicy()].every((holds) => holds);
  if (!reads || !watches || !models) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
