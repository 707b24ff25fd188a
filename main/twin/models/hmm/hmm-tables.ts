/** Probabilities of a hidden Markov model, or expected counts of the same shape. */
export interface HmmTables {
  states: number;
  /** Tokens 0 to `alphabet` − 1. */
  alphabet: number;
  /** State in which a run begins. */
  start: Float64Array;
  /** From state i to j at `i * states + j`. */
  move: Float64Array;
  /** Token k told in state i at `k * states + i`. */
  tell: Float64Array;
}

/** Tables of zeroes. */
export function emptyTables(states: number, alphabet: number): HmmTables {
  return {
    states,
    alphabet,
    start: new Float64Array(states),
    move: new Float64Array(states * states),
    tell: new Float64Array(states * alphabet),
  };
}

/** Counts as probabilities, each row with `prior` added to each of its cells. */
export function normaliseTables({ states, alphabet, start, move, tell }: HmmTables, prior: number): HmmTables {
  const made = emptyTables(states, alphabet);
  const row = (from: Float64Array, into: Float64Array, first: number, step: number, cells: number): void => {
    let sum = cells * prior;
    for (let cell = 0; cell < cells; cell += 1) sum += from[first + cell * step] ?? 0;
    for (let cell = 0; cell < cells; cell += 1) {
      const at = first + cell * step;
      into[at] = sum > 0 ? ((from[at] ?? 0) + prior) / sum : 1 / cells;
    }
  };
  row(start, made.start, 0, 1, states);
  for (let state = 0; state < states; state += 1) {
    row(move, made.move, state * states, 1, states);
    row(tell, made.tell, state, states, alphabet);
  }
  return made;
}

/** Adds counts to others of the same shape, each times a factor. */
export function addTables(to: HmmTables, from: HmmTables, factor = 1): void {
  for (const part of ['start', 'move', 'tell'] as const) {
    const into = to[part];
    from[part].forEach((count, at) => {
      into[at] = (into[at] ?? 0) + factor * count;
    });
  }
}
