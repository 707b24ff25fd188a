/** What a figure must reach, and what good would be. */
export interface EvaluationTarget {
  what: string;
  /** What came out. */
  value: number;
  atLeast?: number;
  atMost?: number;
  aim?: number;
}

/** One table: what was done, in words, and what came out. The trivial baseline is the first row. */
export interface EvaluationTable {
  title: string;
  /** Sentences: what was learned from, what was looked at while building, what is told here, which seeds. */
  protocol: string[];
  columns: string[];
  rows: string[][];
  targets: EvaluationTarget[];
}

/** How an evaluation is run. */
export interface EvaluationOptions {
  /** Fewer rounds and smaller sets: to see that it works, not to be quoted. */
  quick: boolean;
  seed: number;
  /** CPU seconds of this process so far. */
  cpuSeconds: () => number;
}

/** A labelled data set that says how good the models are. */
export interface EvaluationSet {
  /** As `--only` names it. */
  name: string;
  /** Folder within the data folder; with `--only` the data folder may be this one itself. */
  folder: string;
  /** Files of which one must be there for the folder to be of this set; each is the end of a path within it. */
  marks: string[];
  /** Where a user gets it, one sentence. */
  source: string;
  /** @param folder absolute */
  evaluate: (folder: string, options: EvaluationOptions) => Promise<EvaluationTable[]>;
}
