import type { VmTrace } from './vm-trace.ts';

/** A trace in which something began to use the CPU, and when. */
export interface PlantedTrace {
  trace: VmTrace;
  /** First row that it touches. */
  onset: number;
}

/** Rows of 5 minutes that it lasts: two hours. */
export const MINED_ROWS = 24;

/**
 * Lets something take a share of what the VM ever uses for two hours, from a row drawn in the second half of its trace.
 * @param share of the largest value, added to what is used and cut there
 */
export function plantMiner(trace: VmTrace, share: number, random: () => number): PlantedTrace {
  const rows = trace.values.length;
  const onset = Math.floor(rows / 2 + random() * (rows / 2 - MINED_ROWS));
  const most = trace.values.reduce((largest, value) => Math.max(largest, value), 0);
  const values = trace.values.map((value, row) =>
    row >= onset && row < onset + MINED_ROWS ? Math.min(most, value + share * most) : value,
  );
  return { trace: { ...trace, values }, onset };
}
