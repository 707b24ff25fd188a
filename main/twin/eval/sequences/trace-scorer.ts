/** Scores a trace; higher is more anomalous. */
export type TraceScore = (trace: Uint16Array) => number;

/** A way of scoring traces that learns from normal ones alone. */
export interface TraceScorer {
  name: string;
  /** Deterministic: the same traces in the same order give the same scores. */
  learn: (training: readonly Uint16Array[]) => TraceScore;
}
