import { NgramModel } from '../../models/ngram-model.ts';

/** What runs have in common that are to be sampled. */
export interface RunShape {
  order: number;
  alphabet: number;
  /** Token that stands before and after a run. */
  end: number;
}

/** The runs of a session, one a thread. */
export type RunSession = readonly Uint16Array[];

/** Powers tried. */
const POWERS = [0.9, 0.96, 1.02, 1.08, 1.14];

/** Learns runs with their beginnings and ends. */
export function learnRuns(sessions: readonly RunSession[], { order, alphabet, end }: RunShape): NgramModel {
  const model = new NgramModel({ order, alphabet, mostNodes: 2 ** 19 });
  for (const run of sessions.flat()) model.learn([end, ...run, end]);
  return model;
}

/** Samples runs of so many times the events of some sessions, none longer than the longest of theirs. */
export function sampleLike(
  model: NgramModel,
  like: readonly RunSession[],
  { end }: RunShape,
  { times, sharpness, random }: { times: number; sharpness: number; random: () => number },
): Uint16Array[] {
  const lengths = like.flat().map(({ length }) => length);
  const most = Math.max(...lengths);
  const draw = model.sampler({ end, most, sharpness, random });
  const runs: Uint16Array[] = [];
  for (let left = times * lengths.reduce((sum, length) => sum + length, 0); left > 0;) {
    const run = Uint16Array.from(draw([end]));
    runs.push(run);
    left -= Math.max(1, run.length);
  }
  return runs;
}

/** Mean surprise of all events of runs under a model, bits. */
export function meanSurprise(model: NgramModel, session: RunSession): number {
  let sum = 0;
  let events = 0;
  for (const run of session) {
    const bits = new Float32Array(run.length);
    model.score(run, bits);
    sum += bits.reduce((total, one) => total + one, 0);
    events += run.length;
  }
  return sum / events;
}

/**
 * How sharply to draw so that what is drawn surprises as much as what is real: a model of some sessions draws, a model of others
 * judges, and the line through the surprise at several powers is cut where that of the real sessions lies.
 */
export function calibrateSharpness(
  own: readonly RunSession[],
  others: readonly RunSession[],
  shape: RunShape,
  random: () => number,
): number {
  const drawing = learnRuns(own, shape);
  const judging = learnRuns(others, shape);
  const wanted = meanSurprise(judging, own.flat());
  const surprises = POWERS.map((sharpness) =>
    meanSurprise(judging, sampleLike(drawing, own, shape, { times: 12, sharpness, random })),
  );
  const middle = meanOf(POWERS);
  const level = meanOf(surprises);
  const slope =
    POWERS.reduce((sum, power, index) => sum + (power - middle) * ((surprises[index] ?? 0) - level), 0) /
    POWERS.reduce((sum, power) => sum + (power - middle) ** 2, 0);
  // The sharper, the less surprising; where that is not seen nothing is known better than to draw as predicted.
  const found = slope < 0 ? middle + (wanted - level) / slope : 1;
  return Math.min(Math.max(...POWERS), Math.max(Math.min(...POWERS), found));
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
