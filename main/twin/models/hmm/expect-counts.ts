import type { HmmTables } from './hmm-tables.ts';

/** Where a token is not of the alphabet it is told as 0, the unknown. */
export function tokenWithin(token: number | undefined, alphabet: number): number {
  return token !== undefined && token >= 0 && token < alphabet ? token : 0;
}

/**
 * Moves a belief about the state on by one token: predicts, then weighs by what was told.
 * @param belief over states after the last token; null at the start of a run
 * @returns the probability of the token; `into` becomes the belief after it
 */
export function advance(model: HmmTables, belief: Float64Array | null, token: number, into: Float64Array): number {
  const { states, move, tell } = model;
  const told = tokenWithin(token, model.alphabet) * states;
  if (belief) {
    into.fill(0);
    for (let from = 0; from < states; from += 1) {
      const share = belief[from] ?? 0;
      const row = from * states;
      for (let to = 0; to < states; to += 1) into[to] = (into[to] ?? 0) + share * (move[row + to] ?? 0);
    }
  } else into.set(model.start);
  let sum = 0;
  for (let state = 0; state < states; state += 1) {
    const joint = (into[state] ?? 0) * (tell[told + state] ?? 0);
    into[state] = joint;
    sum += joint;
  }
  if (sum > 0) for (let state = 0; state < states; state += 1) into[state] = (into[state] ?? 0) / sum;
  else into.fill(1 / states);
  return sum;
}

/**
 * The expectation step of Baum and Welch on one run, by forward and backward passes scaled to sum to 1 at each event
 * (Rabiner 1989, V.A): adds what the model expects to have happened to `counts`.
 * @returns log₂ likelihood of the run
 */
export function expectCounts(model: HmmTables, run: ArrayLike<number>, counts: HmmTables): number {
  const { states, alphabet, move, tell } = model;
  const { length } = run;
  const beliefs = new Float64Array(length * states);
  const scales = new Float64Array(length);
  let likelihood = 0;
  let before: Float64Array | null = null;
  for (let at = 0; at < length; at += 1) {
    const belief = beliefs.subarray(at * states, (at + 1) * states);
    const p = advance(model, before, run[at] ?? 0, belief);
    scales[at] = p > 0 ? p : Number.MIN_VALUE;
    likelihood += Math.log2(scales[at] ?? 1);
    before = belief;
  }
  // What comes after the event, given each state there; scaled alike.
  let after = new Float64Array(states).fill(1);
  const weighed = new Float64Array(states);
  for (let at = length - 1; at >= 0; at -= 1) {
    const told = tokenWithin(run[at], alphabet) * states;
    const here = at * states;
    let sum = 0;
    for (let state = 0; state < states; state += 1) sum += (beliefs[here + state] ?? 0) * (after[state] ?? 0);
    for (let state = 0; state < states; state += 1) {
      const share = ((beliefs[here + state] ?? 0) * (after[state] ?? 0)) / sum;
      counts.tell[told + state] = (counts.tell[told + state] ?? 0) + share;
      if (at === 0) counts.start[state] = (counts.start[state] ?? 0) + share;
    }
    if (at === 0) break;
    const scale = scales[at] ?? 1;
    for (let state = 0; state < states; state += 1) {
      weighed[state] = ((tell[told + state] ?? 0) * (after[state] ?? 0)) / scale;
    }
    const earlier = new Float64Array(states);
    for (let from = 0; from < states; from += 1) {
      const belief = beliefs[here - states + from] ?? 0;
      const row = from * states;
      let total = 0;
      for (let to = 0; to < states; to += 1) {
        const step = (move[row + to] ?? 0) * (weighed[to] ?? 0);
        total += step;
        counts.move[row + to] = (counts.move[row + to] ?? 0) + belief * step;
      }
      earlier[from] = total;
    }
    after = earlier;
  }
  return likelihood;
}
