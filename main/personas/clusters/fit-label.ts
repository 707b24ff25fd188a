import type { PersonaCatalogue } from '../catalogue.ts';
import type { Feature, Features } from '../features.ts';

/** Share of what could speak for a label that must; below it the label would only be the least wrong one. */
const FITS = 1 / 3;

/**
 * How well a label describes a machine, 0 to 1: what its features say for the label (and against it), as a share of the most they
 * could. Probabilities cannot tell this: they sum to 1 over the catalogue, whether or not any label fits.
 */
export function fitOf(features: Features, label: PersonaCatalogue['labels'][number]): number {
  let support = 0;
  let most = 0;
  for (const [feature, weight = 0] of Object.entries(label.features)) {
    support += weight * (features[feature as Feature] ?? 0);
    most += Math.max(0, weight);
  }
  return most === 0 ? 0 : Math.min(1, Math.max(0, support / most));
}

/** The label that fits best, '' where none does. Labels that mean harm say nothing of what a machine is for. */
export function fitLabel(features: Features, catalogue: PersonaCatalogue): string {
  let best = { label: '', fit: FITS };
  for (const label of catalogue.labels) {
    if (label.hostile) continue;
    const fit = fitOf(features, label);
    if (fit > best.fit) best = { label: label.label, fit };
  }
  return best.label;
}
