import type { EvaluationOptions } from '../evaluation-set.ts';
import { countFalseAlarms, type FalseAlarms, splitInto } from '../false-alarms.ts';
import { rankScores, type Ranking } from '../ranking.ts';
import type { LabelledTraces } from './labelled-traces.ts';
import type { TraceScorer } from './trace-scorer.ts';

/** What one scorer came to. */
export interface TraceOutcome {
  name: string;
  ranking: Ranking;
  at5: FalseAlarms;
  at1: FalseAlarms;
  /** Events scored a CPU second. */
  eventsPerSecond: number;
}

/** Parts of the training traces for its own false alarms. */
const PARTS = 5;

/** Columns of {@link outcomeRow}. */
export const traceColumns = [
  'scored by',
  'AUC',
  'TPR@5%',
  'TPR@1%',
  '5% from training',
  '5% rolling',
  '1% rolling',
  'M events/s',
];

/** Learns from the training traces alone, then scores the others. */
export function evaluateScorer(scorer: TraceScorer, traces: LabelledTraces, options: EvaluationOptions): TraceOutcome {
  const score = scorer.learn(traces.training);
  const all = [...traces.normal, ...traces.attacks.map(({ calls }) => calls)];
  const before = options.cpuSeconds();
  const scores = all.map(score);
  const spent = options.cpuSeconds() - before;
  const normal = scores.slice(0, traces.normal.length);
  const part = splitInto(PARTS, traces.training.length, options.seed);
  const fromTraining = Array.from({ length: PARTS }, (_, held) => {
    const scoreOthers = scorer.learn(traces.training.filter((_, index) => part[index] !== held));
    return traces.training.filter((_, index) => part[index] === held).map(scoreOthers);
  }).flat();
  return {
    name: scorer.name,
    ranking: rankScores(normal, scores.slice(traces.normal.length)),
    at5: countFalseAlarms(fromTraining, normal, 0.05),
    at1: countFalseAlarms(fromTraining, normal, 0.01),
    eventsPerSecond: all.reduce((sum, { length }) => sum + length, 0) / Math.max(spent, 1e-3),
  };
}

/** An outcome as a row. */
export function outcomeRow({ name, ranking, at5, at1, eventsPerSecond }: TraceOutcome): string[] {
  return [
    name,
    share(ranking.auc),
    share(ranking.foundAt5),
    share(ranking.foundAt1),
    percent(at5.fromTraining),
    percent(at5.rolling),
    percent(at1.rolling),
    (eventsPerSecond / 1e6).toFixed(1),
  ];
}

function share(value: number): string {
  return value.toFixed(3);
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}
