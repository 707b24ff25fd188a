/** A step of a sum. */
export interface WaterfallStep {
  weight: number;
}

/** Where the bar of a step stands on a scale from 0 to 1. */
export interface WaterfallBar {
  from: number;
  to: number;
  /** The sum after this step, where the next bar begins. */
  end: number;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Lays steps end to end: each bar begins where the sum before it ended. Bars stay inside 0 to 1. */
export function layWaterfall(steps: readonly WaterfallStep[]): WaterfallBar[] {
  let sum = 0;
  return steps.map(({ weight }) => {
    const before = clamp(sum);
    sum += weight;
    const end = clamp(sum);
    return { from: Math.min(before, end), to: Math.max(before, end), end };
  });
}

/** Keeps the `keep` weightiest steps in their order; the rest becomes one sum. */
export function foldSteps<Step extends WaterfallStep>(
  steps: readonly Step[],
  keep: number,
): { shown: Step[]; rest: Step[]; restWeight: number } {
  if (steps.length <= keep + 1) return { shown: [...steps], rest: [], restWeight: 0 };
  const ranked = steps.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const kept = new Set(ranked.slice(0, keep));
  const rest = steps.filter((step) => !kept.has(step));
  return {
    shown: steps.filter((step) => kept.has(step)),
    rest,
    restWeight: rest.reduce((sum, step) => sum + step.weight, 0),
  };
}
