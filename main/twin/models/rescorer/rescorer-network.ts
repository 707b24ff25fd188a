import { fitGru } from './fit-gru.ts';
import type { GruSettings } from './fit-gru.ts';
import { surpriseOfGru } from './gru-network.ts';
import type { GruWeights } from './gru-network.ts';

/** Events there may be, as numbers below it; others are told as unknown. */
export const MOST_EVENTS = 4096;

/** A network and how events become its tokens: 0 stands for what it has never seen. */
export interface RescorerNetwork {
  /** Token of each event number, {@link MOST_EVENTS} of them. */
  vocabulary: Uint16Array;
  weights: GruWeights;
}

/** Small enough to learn a few hundred thousand events in some minutes. */
export const RESCORER_SETTINGS: GruSettings & { hidden: number } = {
  hidden: 48,
  epochs: 6,
  stretch: 50,
  batch: 8,
  rate: 0.004,
  seed: 1,
};

/** Events as tokens of a network. */
export function toTokens(vocabulary: Uint16Array, run: ArrayLike<number>): Uint16Array {
  return Uint16Array.from(run, (event) => vocabulary[event] ?? 0);
}

/** Learns a network from runs of event numbers. @param tell called after each epoch with its mean surprise, bits an event */
export function fitRescorer(
  runs: readonly ArrayLike<number>[],
  { hidden, ...settings } = RESCORER_SETTINGS,
  tell?: (epoch: number, bits: number) => void,
): RescorerNetwork {
  const seen = new Set(runs.flatMap((run) => Array.from(run)).filter((event) => event >= 0 && event < MOST_EVENTS));
  const vocabulary = new Uint16Array(MOST_EVENTS);
  for (const [at, event] of [...seen].toSorted((left, right) => left - right).entries()) vocabulary[event] = at + 1;
  const tokens = runs.map((run) => toTokens(vocabulary, run));
  return { vocabulary, weights: fitGru(tokens, { alphabet: seen.size + 1, hidden }, settings, tell) };
}

/** Surprise of each event in bits, worked out here: what the exported model gives, without its runtime. */
export function surpriseOf({ vocabulary, weights }: RescorerNetwork, run: ArrayLike<number>): Float32Array {
  const bits = new Float32Array(run.length);
  surpriseOfGru(weights, toTokens(vocabulary, run), bits);
  return bits;
}
