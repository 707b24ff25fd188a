import { ResourceLevel } from '../../models/level/resource-level.ts';
import { seededRandom } from '../../models/seeded-random.ts';
import type { EvaluationOptions, EvaluationSet, EvaluationTable } from '../evaluation-set.ts';
import { readVmTraces } from '../io/read-vm-traces.ts';
import { MINED_ROWS, plantMiner } from './plant-miner.ts';
import type { VmTrace } from './vm-trace.ts';

const DAY = 86_400_000;
const SHARES = [0.25, 0.5, 1];
const TIMES = 5;

/** Rows at which a detector alarms. */
type Detect = (trace: VmTrace) => number[];

const detectLevel: Detect = ({ times, values }) => {
  const level = new ResourceLevel();
  return values.flatMap((value, row) => (level.tell((times[row] ?? 0) * 1000, value).alarm ? [row] : []));
};

/** Alarms where a value lies `deviations` above the mean of all before it, with the same quiet time as ours. */
function detectSigma(deviations: number, quiet: number): Detect {
  return ({ values }) => {
    const alarms: number[] = [];
    let [sum, squares, until] = [0, 0, 0];
    values.forEach((value, row) => {
      const mean = sum / Math.max(1, row);
      const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, row) - mean * mean));
      if (row >= until && row > 12 && value > mean + deviations * deviation) {
        alarms.push(row);
        until = row + quiet;
      }
      sum += value;
      squares += value * value;
    });
    return alarms;
  };
}

function tellRow(name: string, detect: Detect, traces: readonly VmTrace[], times: number, seed: number): string[] {
  const days = traces.reduce((sum, trace) => sum + ((trace.times.at(-1) ?? 0) - (trace.times[0] ?? 0)) / DAY, 0);
  const alarms = traces.reduce((sum, trace) => sum + detect(trace).length, 0);
  const found = SHARES.map((share) => {
    const random = seededRandom(seed);
    const delays = traces.flatMap((trace) =>
      Array.from({ length: times }, () => {
        const { trace: planted, onset } = plantMiner(trace, share, random);
        const first = detect(planted).find((row) => row >= onset && row < onset + MINED_ROWS);
        return first === undefined ? null : first - onset;
      }),
    );
    const seen = delays.filter((delay) => delay !== null).toSorted((left, right) => left - right);
    const half = seen[Math.floor(seen.length / 2)];
    return `${((100 * seen.length) / delays.length).toFixed(0)} % / ${half === undefined ? '–' : half * 5} min`;
  });
  return [name, ((7 * alarms) / days).toFixed(2), ...found];
}

async function evaluate(folder: string, { quick, seed }: EvaluationOptions): Promise<EvaluationTable[]> {
  const traces = (await readVmTraces(folder)).filter(({ values }) => values.length > 4 * MINED_ROWS);
  const times = quick ? 1 : TIMES;
  return [
    {
      title: `CPU of ${traces.length} real VMs: how often there is an alarm, and whether a miner is seen`,
      protocol: [
        'The traces are not labelled: every alarm on them counts as false, though some are not.',
        `Planted, one at a time: something that takes a share of the VM's largest use for two hours, ${times} times a VM from rows drawn in the second half (seed ${seed}).`,
        'Nothing was chosen on these traces; the detector is the one of NAB, with its own threshold.',
        'Found / half of those found by. An alarm just before, by chance, keeps the planted one quiet for ours as for the baselines.',
      ],
      columns: ['detector', 'alarms a VM-week', ...SHARES.map((share) => `${share * 100} % of the most`)],
      rows: [
        tellRow('trivial: 3 deviations above the mean', detectSigma(3, 125), traces, times, seed),
        tellRow('trivial: 5 deviations above the mean', detectSigma(5, 125), traces, times, seed),
        tellRow('level of a resource', detectLevel, traces, times, seed),
      ],
      targets: [],
    },
  ];
}

/** Real CPU traces of data centres (Bitbrains, GWA-T-12). */
export const vmResourcesSet: EvaluationSet = {
  name: 'vm-resources',
  folder: 'vm-resources',
  marks: ['bitbrains-small.trace.csv', 'bitbrains-small.trace.csv.gz'],
  source: 'Get bitbrains-small.trace.csv from github.com/atlarge-research/opendc (MIT; GWA-T-12) into vm-resources/.',
  evaluate,
};
