import type { Alert, Contribution } from '../../shared/contract/subject.ts';
import type { Thresholds } from './thresholds.ts';

/** Parts of an alert that risk is made of. */
export type RiskyAlert = Pick<
  Alert,
  'id' | 'type' | 'title' | 'why' | 'score' | 'technique' | 'firstSeen' | 'answered'
>;

/** An alert with what it counts: its score, its type's weight, less for each stronger one of its type, less where it was answered. */
interface Weighed {
  alert: RiskyAlert;
  effect: number;
}

function weigh(alerts: readonly RiskyAlert[], thresholds: Thresholds): Weighed[] {
  const { weights, repeat } = thresholds.risk;
  const scoreOf = ({ score, answered }: RiskyAlert): number => score * (answered?.share ?? 1);
  // What was answered does not take the first place of its type from what was not.
  const strongest = [...alerts].sort((a, b) => scoreOf(b) - scoreOf(a) || (a.id < b.id ? -1 : 1));
  const ranks = new Map<string, number>();
  return strongest
    .map((alert) => {
      const rank = ranks.get(alert.type) ?? 0;
      ranks.set(alert.type, rank + 1);
      return { alert, effect: scoreOf(alert) * (weights[alert.type] ?? 1) * repeat ** rank };
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

/** What each answer of an analyst takes away, one after the other: they lead from the risk as told to the risk as it counts. */
function answersOf(alerts: readonly RiskyAlert[], thresholds: Thresholds): Contribution[] {
  const answers = new Map<string, RiskyAlert[]>();
  for (const alert of [...alerts].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))) {
    if (alert.answered === undefined) continue;
    answers.set(alert.answered.id, [...(answers.get(alert.answered.id) ?? []), alert]);
  }
  const heard = new Map(alerts.map((alert) => [alert.id, withoutAnswer(alert)]));
  let before = riskOf([...heard.values()], thresholds);
  return [...answers.values()].map((answered): Contribution => {
    for (const alert of answered) heard.set(alert.id, alert);
    const after = riskOf([...heard.values()], thresholds);
    const weight = after - before;
    before = after;
    const [first, ...others] = answered;
    const what = first?.answered?.by === 'suppression' ? 'Held back' : 'Not as it looks';
    return {
      signal: first?.answered?.by ?? '',
      title: `${what}: ${first?.title ?? ''}${others.length > 0 ? ` and ${others.length} more` : ''}`,
      weight,
      evidence: first?.answered?.why ?? '',
      technique: null,
      alert: first?.id ?? null,
    };
  });
}

/** An alert as if nobody had answered it. */
export function withoutAnswer(alert: RiskyAlert): RiskyAlert {
  const told = { ...alert };
  delete told.answered;
  return told;
}

/**
 * What each alert adds, strongest first after the base rate, then what answers of analysts take away: marginal effects,
 * which add up to the risk exactly.
 */
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
  for (const { alert, effect } of weigh(alerts.map(withoutAnswer), thresholds)) {
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
  return [...contributions, ...answersOf(alerts, thresholds)];
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
