/** How much is said about waiting: nothing at first, then bars, then what for, then how to stop. */
export type LoadingStage = 'quiet' | 'bars' | 'named' | 'long';

/** Stages of waiting and when they begin, milliseconds. */
export const loadingStages = [
  ['bars', 150],
  ['named', 2000],
  ['long', 10_000],
] as const satisfies readonly (readonly [LoadingStage, number])[];

/** Stage after `waited` milliseconds. */
export function stageOf(waited: number): LoadingStage {
  let stage: LoadingStage = 'quiet';
  for (const [name, from] of loadingStages) if (waited >= from) stage = name;
  return stage;
}
