import { BehaviourClassifier } from '../../models/classifier/behaviour-classifier.ts';
import type { FitSettings, LabelledRun } from '../../models/classifier/behaviour-classifier.ts';
import { rankScores } from '../ranking.ts';
import type { Ranking } from '../ranking.ts';
import type { LabelledTraces } from '../sequences/labelled-traces.ts';

/** How well a family was told from normal runs by models that saw neither. */
export interface LeftOut {
  family: string;
  attacks: number;
  normal: number;
  ranking: Ranking;
}

/** Learns from labelled runs, then scores others. */
export type LearnToScore = (runs: readonly LabelledRun[]) => (run: Uint16Array) => number;

/** The classifier as {@link LearnToScore}. */
export function learnClassifier(settings?: FitSettings): LearnToScore {
  return (runs) => {
    const model = BehaviourClassifier.fit(runs, settings);
    return (run) => model.score(run);
  };
}

/** Keeps the first of runs that are equal, so that none is both learned and told. */
export function dropEqualRuns(runs: readonly Uint16Array[]): Uint16Array[] {
  const seen = new Set<string>();
  return runs.filter((run) => {
    const key = String.fromCharCode(...run);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Leaves each attack family out in turn, with as large a share of the distinct normal runs: learns from the rest, tells the
 * two apart. @param told which attacks of the family left out are told
 */
export function leaveFamilyOut(
  traces: LabelledTraces,
  learn: LearnToScore,
  told: (run: number) => boolean = () => true,
): LeftOut[] {
  const normal = dropEqualRuns([...traces.training, ...traces.normal]);
  const families = [...new Set(traces.attacks.map(({ family }) => family))].toSorted();
  return families.map((family, fold) => {
    const heldOut = (index: number): boolean => index % families.length === fold;
    const score = learn([
      ...normal.filter((_, index) => !heldOut(index)).map((run) => ({ run, malicious: false })),
      ...traces.attacks.filter((one) => one.family !== family).map(({ calls }) => ({ run: calls, malicious: true })),
    ]);
    const quiet = normal.filter((_, index) => heldOut(index)).map(score);
    const loud = traces.attacks
      .filter((one) => one.family === family && told(one.run))
      .map(({ calls }) => score(calls));
    return { family, attacks: loud.length, normal: quiet.length, ranking: rankScores(quiet, loud) };
  });
}

/** Mean over the families left out. */
export function meanRanking(left: readonly LeftOut[]): Ranking {
  const mean = (of: (ranking: Ranking) => number): number =>
    left.reduce((sum, { ranking }) => sum + of(ranking), 0) / left.length;
  return {
    auc: mean(({ auc }) => auc),
    foundAt5: mean(({ foundAt5 }) => foundAt5),
    foundAt1: mean(({ foundAt1 }) => foundAt1),
  };
}
