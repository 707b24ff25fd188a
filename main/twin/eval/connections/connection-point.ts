/** A connection with what was counted of it, as KDD told it in 1999. */
export interface LabelledConnection {
  /** Protocol, service and flag. */
  words: [string, string, string];
  /** The 38 numbers in the order of the columns, words left out. */
  numbers: number[];
  label: string;
}

/** Numbers of a connection on like scales: shares as they are, what counts by its logarithm. */
export function connectionPoint({ numbers }: LabelledConnection): Float64Array {
  return Float64Array.from(numbers, (value) => Math.log1p(Math.max(0, value)));
}
