import type { PersonaShare } from '../../shared/contract/subject.ts';

/** Segments of a persona bar: by probability, those under 4 % folded into one called "other". They keep the sum. */
export function foldPersonas(shares: readonly PersonaShare[]): PersonaShare[] {
  const sorted = shares.toSorted((a, b) => b.probability - a.probability);
  const shown = sorted.filter((share, index) => index === 0 || share.probability >= 0.04);
  const rest = sorted.slice(shown.length).reduce((sum, share) => sum + share.probability, 0);
  if (rest > 0) shown.push({ label: 'other', family: 'idle', hostile: false, probability: rest });
  return shown;
}

/** The labels written beside the bar: the most likely, and the second where it reaches 0.12. */
export function tellPersonas(shares: readonly PersonaShare[]): [PersonaShare | undefined, PersonaShare | undefined] {
  const [first, second] = shares.toSorted((a, b) => b.probability - a.probability);
  return [first, second !== undefined && second.probability >= 0.12 ? second : undefined];
}
