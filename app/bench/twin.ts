import { deflateRawSync } from 'node:zlib';
import { NgramModel } from '../../main/twin/models/ngram-model.ts';
import { seededRandom } from '../../main/twin/models/seeded-random.ts';
import { NaiveNgrams } from './naive-ngrams.ts';

/** Millions of events a second and core. */
const targets = { scored: 5, learned: 2 };
/** How many times short of a target a figure may be before the bench fails; machines differ. */
const tolerance = 5;
const order = 6;
const alphabet = 512;
const rounds = 5;
/** The naive one is too slow for all. */
const fewer = 20;

/** Runs of a made-up service: some dozens of routines, each a few calls, now and then one that is cut or odd. */
function makeRuns(seed: number, count: number, length: number): number[][] {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const routines = Array.from({ length: 60 }, () => Array.from({ length: 3 + below(12) }, () => 1 + below(120)));
  return Array.from({ length: count }, () => {
    const run: number[] = [];
    while (run.length < length) {
      // Few routines are most of what a service does.
      const routine = routines[Math.floor(routines.length * random() ** 3)] ?? [];
      run.push(...(random() < 0.03 ? routine.slice(0, 1 + below(4)) : routine));
      if (random() < 0.01) run.push(1 + below(300));
    }
    return run.slice(0, length);
  });
}

/** Least CPU seconds of some rounds. */
function measureCpu(run: () => void, times = rounds): number {
  let least = Infinity;
  for (let round = 0; round < times; round += 1) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}

function train(runs: readonly ArrayLike<number>[]): NgramModel {
  const model = new NgramModel({ order, alphabet });
  for (const run of runs) model.learn(run);
  return model;
}

/** @returns whether it is as fast as it should be, by a margin */
function measureSpeed(): boolean {
  const runs = makeRuns(1, 200, 2000);
  const packed = runs.map((run) => Uint16Array.from(run));
  const events = runs.length * 2000;
  const into = new Float32Array(2000);
  const model = train(packed);
  const learned = events / measureCpu(() => train(packed)) / 1e6;
  const scored =
    events /
    measureCpu(() => {
      for (const run of packed) model.score(run, into);
    }) /
    1e6;
  const few = runs.slice(0, runs.length / fewer);
  const naive = new NaiveNgrams(order, alphabet);
  const naiveLearned = events / fewer / measureCpu(() => few.forEach((run) => naive.learn(run)), 1) / 1e6;
  const naiveScored = events / fewer / measureCpu(() => few.forEach((run) => naive.score(run)), 1) / 1e6;
  const tell = (what: string, own: number, other: number, target: number): void =>
    console.log(
      `${what.padEnd(11)} ${own.toFixed(1)} M events a CPU second (target ≥ ${target}), ${(own / other).toFixed(0)} × maps of maps (${other.toFixed(2)})`,
    );
  tell('twin scores', scored, naiveScored, targets.scored);
  tell('twin learns', learned, naiveLearned, targets.learned);
  const bytes = model.toBytes();
  console.log(
    `twin model  ${model.nodes} n-grams of ${events} events: ${inKibibytes(model.heldBytes())} KiB in memory, ${inKibibytes(bytes.length)} written, ${inKibibytes(deflateRawSync(bytes).length)} deflated`,
  );
  return scored >= targets.scored / tolerance && learned >= targets.learned / tolerance;
}

/** Four services of a thousand VMs, each some minutes old. */
function measureFleet(): void {
  const vms = 1000;
  const services = 4;
  const lives = makeRuns(2, 20, 3000).map((run) => Uint16Array.from(run));
  const models = Array.from({ length: vms * services }, (_, index) => train([lives[index % lives.length] ?? []]));
  const held = models.reduce((sum, model) => sum + model.heldBytes(), 0);
  const nodes = models.reduce((sum, model) => sum + model.nodes, 0);
  const cost = measureCpu(() => {
    const into = new Float32Array(256);
    for (const [index, model] of models.entries()) {
      const window = lives[(index + 1) % lives.length]?.subarray(0, 256) ?? [];
      model.score(window, into);
      model.learn(window);
    }
  }, 1);
  console.log(
    `twin fleet  ${models.length} models of ${vms} VMs: ${(held / 2 ** 20).toFixed(0)} MiB in memory, ${(held / nodes).toFixed(0)} bytes an n-gram, ${((cost / models.length) * 1e6).toFixed(0)} µs CPU a window of 256 events scored and learned`,
  );
}

function inKibibytes(bytes: number): string {
  return (bytes / 1024).toFixed(0);
}

/** Speed and size of the twins' sequence model on one core. @returns false where it is far below its targets */
export function benchTwin(): boolean {
  const holds = measureSpeed();
  measureFleet();
  return holds;
}
