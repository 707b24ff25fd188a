import type { Contribution } from '../../shared/contract/subject.ts';
import type { SubjectAssessment } from './assessment.ts';
import { techniqueOf } from './attack-table.ts';
import type { Inheritance } from './inheritance.ts';
import type { JudgeSettings } from './judge-settings.ts';
import { type Answerable, lowerRisk, type Lowering } from './lower-risk.ts';
import { riskOf } from './risk.ts';
import type { Thresholds } from './thresholds.ts';

/** How far below the next band what comes over stops: two decimals tell the bands apart. */
const MARGIN = 0.01;

/**
 * What each arriving risk adds to a VM's own: noisy-or as for alerts, but within the band of its own risk. Where it would
 * lead out of it, all of it counts less in proportion.
 * @param effects what arrives from each, 0 to 1
 * @returns weights that add up, with `own`, to the risk
 */
export function weighArriving(own: number, effects: readonly number[], { bands }: Thresholds): number[] {
  const next = [bands.elevated, bands.high, bands.critical].find((line) => own < line) ?? 1;
  let rest = 1 - own;
  const weights = effects.map((effect) => {
    const weight = rest * effect;
    rest -= weight;
    return weight;
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const room = Math.max(0, next - MARGIN - own);
  return sum > room ? weights.map((weight) => (weight * room) / sum) : weights;
}

/**
 * Adds to a subject what comes over from others: contributions with their paths, and what would lower them.
 * @param ownOf own risk of a subject by its id
 */
export function inheritRisk(
  subject: SubjectAssessment,
  arriving: readonly Inheritance[],
  ownOf: (id: string) => number,
  { thresholds, attack }: JudgeSettings,
): SubjectAssessment {
  const own = subject.risk;
  if (own === null || arriving.length === 0) return subject;
  const effects = arriving.map(({ source, share }) => share * ownOf(source));
  const weights = weighArriving(own, effects, thresholds);
  const risk = own + weights.reduce((sum, weight) => sum + weight, 0);
  const contributions = arriving.map((inheritance, index): Contribution => {
    const { kind, sourceName, technique, path } = inheritance;
    return {
      signal: kind,
      title: kind === 'inherited' ? `Inherited from ${sourceName}` : `Within reach of ${sourceName}`,
      weight: weights[index] ?? 0,
      evidence: tellPath(
        inheritance,
        ownOf(inheritance.source),
        (weights[index] ?? 0) < (effects[index] ?? 0) * 0.5 * (1 - own),
      ),
      technique: techniqueOf(attack, technique),
      alert: null,
      path: [...path],
    };
  });
  return {
    ...subject,
    risk,
    contributions: [...subject.contributions, ...contributions],
    inherited: [...arriving],
    lowering: lower(subject, arriving, weights, ownOf, thresholds),
  };
}

function tellPath({ kind, sourceName, path }: Inheritance, risk: number, isHeldBack: boolean): string {
  const way = path
    .map(({ fromName, toName, service, port }) => `${fromName} → ${toName} ${service} ${port}`)
    .join(', ');
  const why =
    kind === 'inherited'
      ? `${sourceName} is at ${risk.toFixed(2)}, over ${way}`
      : `${sourceName} is at ${risk.toFixed(2)} and uses ${way}`;
  return isHeldBack ? `${why}; held within the band of what the VM itself does` : why;
}

function lower(
  { alerts, lowering, risk: own }: SubjectAssessment,
  arriving: readonly Inheritance[],
  weights: readonly number[],
  ownOf: (id: string) => number,
  thresholds: Thresholds,
): Lowering[] {
  if (own === null || weights.every((weight) => weight === 0)) return lowering;
  const signs: Answerable[] = [
    ...alerts.map((alert) => ({
      alert,
      effect:
        own -
        riskOf(
          alerts.filter((other) => other !== alert),
          thresholds,
        ),
    })),
    ...arriving.map((inheritance, index) => ({ inheritance, effect: weights[index] ?? 0 })),
  ];
  return lowerRisk(signs, (answered) => {
    const left = riskOf(
      alerts.filter((alert) => !answered.some((sign) => 'alert' in sign && sign.alert === alert)),
      thresholds,
    );
    const still = arriving.filter((one) => !answered.some((sign) => 'inheritance' in sign && sign.inheritance === one));
    const added = weighArriving(
      left,
      still.map(({ source, share }) => share * ownOf(source)),
      thresholds,
    );
    return left + added.reduce((sum, weight) => sum + weight, 0);
  });
}
