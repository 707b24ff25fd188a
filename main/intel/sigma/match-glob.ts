import { ANY, ONE } from './sigma-rule.ts';

/**
 * Whether a text is of a pattern with {@link ANY} and {@link ONE}. Goes back to the last wildcard alone, so it never takes
 * longer than text times pattern.
 * @param budget steps that may be taken, lowered by those that were; false once none is left
 */
export function matchGlob(pattern: string, text: string, budget: { left: number }): boolean {
  let [at, place, star, from] = [0, 0, -1, 0];
  while (at < text.length) {
    if (budget.left-- <= 0) return false;
    const sign = pattern[place];
    if (sign === ANY) {
      star = place++;
      from = at;
    } else if (sign !== undefined && (sign === ONE || sign === text[at])) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++from;
    } else return false;
  }
  while (pattern[place] === ANY) place++;
  return place === pattern.length;
}
