import type { PersonaCatalogue } from '../catalogue.ts';
import type { Feature, Features } from '../features.ts';
import type { TrafficSummary } from '../traffic-summary.ts';
import { tellingFlows } from './telling-flows.ts';

/** Share of what could speak for a label that must; below it the label would only be the least wrong one. */
const FITS = 1 / 3;
/** The same of labels that mean harm: a weak alert says nothing of what a machine is. */
const HARMS = 1 / 2;

/**
 * How well a label describes a machine, 0 to 1: what the machine has of the label's main features (those that weigh at least half of
 * the heaviest: serving many clients is said of every server), less what speaks against it, as a share of the most there could be.
 * Probabilities cannot tell this: they sum to 1 over the catalogue, whether or not any label fits.
 */
export function fitOf(features: Features, label: PersonaCatalogue['labels'][number]): number {
  const weights = Object.entries(label.features).map(([feature, weight]) => ({
    feature: feature as Feature,
    weight,
  }));
  const heaviest = Math.max(0, ...weights.map(({ weight }) => weight));
  let support = 0;
  let most = 0;
  for (const { feature, weight } of weights) {
    if (weight > 0 && weight * 2 < heaviest) continue;
    support += weight * (features[feature] ?? 0);
    most += Math.max(0, weight);
  }
  return most === 0 ? 0 : Math.min(1, Math.max(0, support / most));
}

/** Features whose value is a share of all flows. */
const SHARE = /^(serves|uses)(?!Api)/;

/**
 * The label that fits best, '' where none does: first among those of what machines are for, then, where none of these fits, among
 * those that mean harm.
 * @param features with those of alerts
 * @param flows the machine's traffic, so that shares are taken of {@link tellingFlows} alone
 */
export function fitLabel(
  features: Features,
  catalogue: PersonaCatalogue,
  flows: Pick<TrafficSummary, 'offers' | 'uses' | 'asked' | 'served'>,
): string {
  const telling = [...tellingFlows(flows).values()].reduce((sum, count) => sum + count, 0);
  const scale = (flows.asked + flows.served) / Math.max(1, telling);
  const scaled = Object.fromEntries(
    Object.entries(features).map(([name, value]) => [name, SHARE.test(name) ? Math.min(1, value * scale) : value]),
  );
  for (const isHostile of [false, true]) {
    const [best] = catalogue.labels
      .filter(({ hostile }) => hostile === isHostile)
      .map((label) => ({ label: label.label, fit: fitOf(scaled, label) }))
      .filter(({ fit }) => fit >= (isHostile ? HARMS : FITS))
      .sort((a, b) => b.fit - a.fit || (a.label < b.label ? -1 : 1));
    if (best !== undefined) return best.label;
  }
  return '';
}
