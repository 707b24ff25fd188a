import type { Alert, Contribution } from '../../shared/contract/subject.ts';
import type { Thresholds } from './thresholds.ts';

/** Parts of an alert that risk is made of. */
export type RiskyAlert = Pick<Alert, 'id' | 'type' | 'title' | 'why' | 'score' | 'technique' | 'firstSeen'>;

/** An alert with what it counts: its score, its type's weight, and less for each stronger one of its type. */
interface Weighed {
  alert: RiskyAlert;
  effect: number;
}

function weigh(alerts: readonly RiskyAlert[], thresholds: Thresholds): Weighed[] {
  const { weights, repeat } = thresholds.risk;
  const strongest = [...alerts].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  const ranks = new Map<string, number>();
  return strongest
    .map((alert) => {
      const rank = ranks.get(alert.type) ?? 0;
      ranks.set(alert.type, rank + 1);
      return { alert, effect: alert.score * (weights[alert.type] ?? 1) * repeat ** rank };
    })
    .sort((a, b) => b.effect - a.effect || (a.alert.id < b.alert.id ? -1 : 1));
}

/**
 * Risk of a subject by noisy-or: 1 − (1 − base rate) Π (1 − effect). Independent signs add up and never pass 1.
 * @returns 0 to 1
 */
export function riskOf(alerts: readonly RiskyAlert[], thresholds: Thresholds): number {
  return 1 - weigh(alerts, thresholds).reduce((rest, { effect }) => rest * (1 - effect), 1 - thresholds.risk.baseRate);
}

/** Risk as it stood at a time (microseconds): alerts that had begun by then. */
export function riskAt(alerts: readonly RiskyAlert[], time: number, thresholds: Thresholds): number {
  return riskOf(
    alerts.filter((alert) => alert.firstSeen <= time),
    thresholds,
  );
}

/** What each alert adds, strongest first after the base rate: marginal effects, which add up to the risk exactly. */
export function contributionsOf(alerts: readonly RiskyAlert[], thresholds: Thresholds): Contribution[] {
  const contributions: Contribution[] = [
    {
      signal: 'base-rate',
      title: 'Base rate',
      weight: thresholds.risk.baseRate,
      evidence: 'what any VM carries before anything is known of it',
      technique: null,
      alert: null,
    },
  ];
  let rest = 1 - thresholds.risk.baseRate;
  for (const { alert, effect } of weigh(alerts, thresholds)) {
    contributions.push({
      signal: alert.type,
      title: alert.title,
      weight: rest * effect,
      evidence: alert.why,
      technique: alert.technique,
      alert: alert.id,
    });
    rest *= 1 - effect;
  }
  return contributions;
}

/** What would lower the risk: each of the strongest alerts answered, and what would be left then. Lowest first. */
export function loweringOf(alerts: readonly RiskyAlert[], thresholds: Thresholds): { text: string; risk: number }[] {
  return weigh(alerts, thresholds)
    .slice(0, 3)
    .filter(({ effect }) => effect >= 0.05)
    .map(({ alert }) => ({
      text: `Explain or stop: ${alert.title}`,
      risk: riskOf(
        alerts.filter((other) => other.id !== alert.id),
        thresholds,
      ),
    }))
    .sort((a, b) => a.risk - b.risk);
}

/** Band of a risk; `unknown` where there is none. */
export function verdictOf(
  risk: number | null,
  thresholds: Thresholds,
): 'benign' | 'suspicious' | 'malicious' | 'unknown' {
  if (risk === null) return 'unknown';
  if (risk >= thresholds.bands.high) return 'malicious';
  return risk >= thresholds.bands.elevated ? 'suspicious' : 'benign';
}
