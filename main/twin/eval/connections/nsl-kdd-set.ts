import { GmmModel } from '../../models/gmm/gmm-model.ts';
import { seededRandom } from '../../models/seeded-random.ts';
import type { EvaluationOptions, EvaluationSet, EvaluationTable } from '../evaluation-set.ts';
import { readNslKdd } from '../io/read-nsl-kdd.ts';
import { rankScores } from '../ranking.ts';
import { connectionPoint } from './connection-point.ts';
import type { LabelledConnection } from './connection-point.ts';

const SEEDS = 3;
const COMPONENTS = 8;

/** Half of the normal ones, drawn, to learn from. */
function drawHalf(normal: readonly LabelledConnection[], seed: number): Set<LabelledConnection> {
  const random = seededRandom(seed);
  return new Set(normal.filter(() => random() < 0.5));
}

async function evaluate(folder: string, { quick, seed }: EvaluationOptions): Promise<EvaluationTable[]> {
  const all = await readNslKdd(folder);
  const normal = all.filter(({ label }) => label === 'normal');
  const attacks = all.filter(({ label }) => label !== 'normal');
  const rare = attacks.filter(({ label }) => label !== 'neptune');
  const seeds = Array.from({ length: quick ? 1 : SEEDS }, (_, at) => seed + at);
  const rows = [
    {
      name: 'trivial: share of connections that fail',
      score: (): ((one: LabelledConnection) => number) => (one) => one.numbers[21] ?? 0,
    },
    {
      name: `Gaussian mixture, ${COMPONENTS} components`,
      score: (learned: LabelledConnection[], round: number): ((one: LabelledConnection) => number) => {
        const model = GmmModel.fit(learned.map(connectionPoint), { components: COMPONENTS, rounds: 20, seed: round });
        return (one) => model.score(connectionPoint(one));
      },
    },
  ].map(({ name, score }) => {
    const told = seeds.map((round) => {
      const learned = drawHalf(normal, round);
      const judge = score([...learned], round);
      const quiet = normal.filter((one) => !learned.has(one)).map(judge);
      return { all: rankScores(quiet, attacks.map(judge)), rare: rankScores(quiet, rare.map(judge)) };
    });
    const mean = (of: (one: (typeof told)[number]) => number): string =>
      (told.reduce((sum, one) => sum + of(one), 0) / told.length).toFixed(3);
    return [
      name,
      mean((one) => one.all.auc),
      mean((one) => one.all.foundAt5),
      mean((one) => one.all.foundAt1),
      mean((one) => one.rare.auc),
      mean((one) => one.rare.foundAt1),
    ];
  });
  return [
    {
      title: 'NSL-KDD: connections of 1998, learned from normal ones only',
      protocol: [
        `Learned: a drawn half of ${normal.length} normal connections. Told: the other half against ${attacks.length} attacks; mean of seeds ${seeds.join(', ')}.`,
        'Most attacks are one flood (neptune) that one field gives away; the columns to the right are without it.',
        'Nothing was chosen on this set. Old and made in a laboratory: it says little of today.',
      ],
      columns: ['scored by', 'AUC', 'TPR@5%', 'TPR@1%', 'AUC, no flood', 'TPR@1%, no flood'],
      rows,
      targets: [],
    },
  ];
}

/** NSL-KDD (Tavallaee et al. 2009). */
export const nslKddSet: EvaluationSet = {
  name: 'nsl-kdd',
  folder: 'nsl-kdd',
  marks: ['KDDTrain+_20Percent.txt', 'KDDTrain+_20Percent.txt.gz', 'KDDTrain+.txt', 'KDDTrain+.txt.gz'],
  source: 'Get KDDTrain+_20Percent.txt from github.com/jmnwong/NSL-KDD-Dataset into nsl-kdd/.',
  evaluate,
};
