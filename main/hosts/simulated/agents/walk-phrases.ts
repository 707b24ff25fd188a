import { draw } from '../noise.ts';
import type { Phrase } from './service-habit.ts';

/**
 * A run of calls: a Markov chain over phrases, in which one comes again with a chance of its own, else any by its weight.
 * @param calls so many at least; the last phrase is not cut @param salt names the moment: the same gives the same
 */
export function walkPhrases(
  phrases: readonly Phrase[],
  again: number,
  calls: number,
  seed: number,
  salt: number,
): number[] {
  const total = phrases.reduce((sum, { weight }) => sum + weight, 0);
  const run: number[] = [];
  let last: Phrase | undefined;
  for (let step = 0; run.length < calls; step += 1) {
    const chance = draw(seed, salt, step);
    const next: Phrase | undefined =
      last !== undefined && chance < again ? last : choose(phrases, draw(seed, step, salt) * total);
    if (next === undefined) break;
    run.push(...next.calls);
    last = next;
  }
  return run;
}

function choose(phrases: readonly Phrase[], at: number): Phrase | undefined {
  let left = at;
  for (const phrase of phrases) {
    left -= phrase.weight;
    if (left < 0) return phrase;
  }
  return phrases.at(-1);
}
