import { deflateSizes } from './io/deflate-sizes.ts';
import { readAdfa } from './io/read-adfa.ts';
import type { EvaluationOptions, EvaluationSet, EvaluationTable } from '../evaluation-set.ts';
import { rankScores } from '../ranking.ts';
import { evaluateScorer, outcomeRow, traceColumns } from './evaluate-traces.ts';
import type { LabelledTraces } from './labelled-traces.ts';
import { combine, learnRepertoire, surpriseOf, traceScorers, trainNgrams } from './trace-scorers.ts';

/** Attack runs looked at while the scores were built; the others are told. */
const LAST_SEEN_RUN = 3;

/** What is told, and to what it counts. */
function evaluate(traces: LabelledTraces, options: EvaluationOptions): EvaluationTable {
  const outcomes = traceScorers.map((scorer) => evaluateScorer(scorer, traces, options));
  const best = outcomes.at(-1);
  return {
    title: 'ADFA-LD: traces of system calls, learned from normal ones only',
    protocol: [
      `Learned: ${traces.training.length} training traces. Told: ${traces.normal.length} validation traces against ${traces.attacks.length} traces of attack runs ${LAST_SEEN_RUN + 1} and later.`,
      `Order, clip and how the two are combined were chosen on training traces (five parts in the order of the files, each against a model of the others) and attack runs 1 to ${LAST_SEEN_RUN}.`,
      'What is told was seen before with other choices, made by parts drawn at random: these hold near copies of each other, so parts in order were taken.',
      'Realised false alarms: threshold from training (held-out fifths), and p-values among the newest 512 normal scores in the order of the files, from the 513th on.',
      `Many validation traces equal training traces. Seed ${options.seed}.`,
    ],
    columns: traceColumns,
    rows: outcomes.map(outcomeRow),
    targets: [
      { what: 'AUC, n-gram × repertoire', value: best?.ranking.auc ?? 0, atLeast: 0.84, aim: 0.86 },
      { what: 'TPR at 5 %, n-gram × repertoire', value: best?.ranking.foundAt5 ?? 0, atLeast: 0.3, aim: 0.42 },
      {
        what: 'realised / nominal at 5 %, rolling',
        value: (best?.at5.rolling ?? 0) / 0.05,
        atLeast: 1 / 1.5,
        atMost: 1.5,
      },
      {
        what: 'realised / nominal at 1 %, rolling',
        value: (best?.at1.rolling ?? 0) / 0.01,
        atLeast: 1 / 1.5,
        atMost: 1.5,
      },
    ],
  };
}

/** What pruning costs: the written model, deflated as it is kept, and what is lost. */
function evaluateSizes(traces: LabelledTraces, options: EvaluationOptions): EvaluationTable {
  const repertoire = learnRepertoire(traces.training);
  const distances = new Map(
    [...traces.normal, ...traces.attacks.map(({ calls }) => calls)].map((trace) => [trace, repertoire.distance(trace)]),
  );
  const model = trainNgrams(traces.training);
  const whole = model.nodes;
  const sets = deflateSizes(repertoire.toBytes());
  const sizes = (options.quick ? [1, 1 / 16] : [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64]).map((share) => {
    model.trim(Math.floor(whole * share));
    const held = model.heldBytes();
    const ngrams = deflateSizes(model.toBytes());
    const score = (trace: Uint16Array): number => combine(distances.get(trace) ?? 1, surpriseOf(model, trace));
    const { auc } = rankScores(
      traces.normal.map(score),
      traces.attacks.map(({ calls }) => score(calls)),
    );
    const [written, deflated] = [ngrams.written + sets.written, ngrams.deflated + sets.deflated];
    return { nodes: model.nodes, held, written, deflated, auc };
  });
  const full = sizes[0]?.auc ?? 0;
  const small = sizes.find(({ deflated }) => deflated <= 2 ** 16);
  return {
    title: 'ADFA-LD: size of the model',
    protocol: [
      'The n-gram × repertoire as above; the least seen and longest n-grams are pruned first.',
      `Written and deflated with its repertoire: ${repertoire.size} different sets, ${sets.deflated} bytes of each figure.`,
    ],
    columns: ['n-grams', 'in memory', 'written', 'deflated', 'AUC', 'lost'],
    rows: sizes.map(({ nodes, held, written, deflated, auc }) => [
      String(nodes),
      ...[held, written, deflated].map((bytes) => `${(bytes / 1024).toFixed(1)} KiB`),
      auc.toFixed(4),
      (full - auc).toFixed(4),
    ]),
    targets: [
      {
        what: 'AUC lost at 64 KiB or less',
        value: small === undefined ? Number.NaN : full - small.auc,
        atMost: 0.005,
      },
    ],
  };
}

/** ADFA-LD (Creech and Hu 2013). */
export const adfa: EvaluationSet = {
  name: 'adfa',
  folder: 'adfa-ld',
  marks: ['ADFA-LD.zip', 'ADFA-LD', 'Training_Data_Master'],
  source:
    'ADFA-LD is on GitHub as verazuo/a-labelled-version-of-the-ADFA-LD-dataset: put ADFA-LD.zip, or what it holds, into adfa-ld/.',
  evaluate: async (folder, options) => {
    const all = await readAdfa(folder);
    const told = { ...all, attacks: all.attacks.filter(({ run }) => run > LAST_SEEN_RUN) };
    return [evaluate(told, options), evaluateSizes(told, options)];
  },
};
