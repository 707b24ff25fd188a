import type { Token } from '../sequence-model.ts';
import type { NgramModel } from './ngram-model.ts';

/** What a sampled run is like. */
export interface SampleOptions {
  /** Token that ends a run and is not part of it; without it a run goes on to its length. */
  end?: Token;
  /** Longest run, events. */
  most: number;
  /** See {@link NgramModel.draw}. */
  sharpness?: number;
  /** Uniform in [0, 1). */
  random: () => number;
}

/** Draws a run event by event: what the twin would do. @param before what came; it is not part of the run */
export function sampleRun(
  model: NgramModel,
  { end, most, sharpness, random }: SampleOptions,
  before: readonly Token[] = [],
): Token[] {
  const run = before.slice(-model.order + 1);
  const from = run.length;
  while (run.length < from + most) {
    const token = model.draw(run.slice(-model.order + 1), random(), sharpness);
    if (token === end) break;
    run.push(token);
  }
  return run.slice(from);
}
