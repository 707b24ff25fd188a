import type { Contribution } from '../../shared/contract/subject.ts';
import { weighArriving } from './inherit-risk.ts';
import type { Inheritance } from './inheritance.ts';
import { contributionsOf, riskAt, riskOf, type RiskyAlert } from './risk.ts';
import type { Thresholds } from './thresholds.ts';

/** Moves that are told of a VM, and changes of a move. */
const MOST_MOVES = 48;
const MOST_CHANGES = 8;
/** A smaller change of a contribution is not told. */
const LEAST = 0.005;

/** What the risk of a VM is made of, in time. */
export interface RiskParts {
  alerts: readonly RiskyAlert[];
  inherited: readonly Inheritance[];
  /** Alerts of a source of inherited risk. */
  alertsOf: (source: string) => readonly RiskyAlert[];
}

/** How one contribution changed in a move; 0 where it was not there. */
export interface RiskChange {
  signal: string;
  title: string;
  technique: Contribution['technique'];
  alert: string | null;
  before: number;
  after: number;
  evidence: string;
}

/** A moment at which the risk moved, microseconds, and why. */
export interface RiskMove {
  time: number;
  before: number;
  after: number;
  /** The largest first. */
  changes: RiskChange[];
  /** Changes that were left out. */
  more: number;
}

interface Part extends Omit<RiskChange, 'before' | 'after'> {
  key: string;
  weight: number;
}

/** Risk as it stood at a time, by what is known now of what had begun by then: own and inherited. */
export function riskThen({ alerts, inherited, alertsOf }: RiskParts, time: number, thresholds: Thresholds): number {
  const own = riskAt(alerts, time, thresholds);
  const effects = inherited.map((one) => arrived(one, alertsOf, time, thresholds));
  return own + weighArriving(own, effects, thresholds).reduce((sum, weight) => sum + weight, 0);
}

/**
 * How the risk of a VM moved: at each moment at which something began, what rose by it and what fell. A pure question to
 * what is known now, so that live, recorded and played evidence tell the same.
 */
export function traceRisk(parts: RiskParts, thresholds: Thresholds): RiskMove[] {
  const { alerts, inherited, alertsOf } = parts;
  const times = new Set(alerts.map(({ firstSeen }) => firstSeen));
  for (const { source, since } of inherited) {
    times.add(since);
    for (const { firstSeen } of alertsOf(source)) if (firstSeen > since) times.add(firstSeen);
  }
  let last = riskThen(parts, Number.NEGATIVE_INFINITY, thresholds);
  const steps: { time: number; by: number }[] = [];
  for (const time of [...times].sort((a, b) => a - b)) {
    const risk = riskThen(parts, time, thresholds);
    steps.push({ time, by: Math.abs(risk - last) });
    last = risk;
  }
  // The largest moves stand for those around them.
  const kept = steps
    .filter(({ by }) => by >= LEAST)
    .sort((a, b) => b.by - a.by || a.time - b.time)
    .slice(0, MOST_MOVES)
    .map(({ time }) => time)
    .sort((a, b) => a - b);
  const moves: RiskMove[] = [];
  let before = partsAt(parts, Number.NEGATIVE_INFINITY, thresholds);
  for (const time of kept) {
    const after = partsAt(parts, time, thresholds);
    moves.push(compare(time, before, after));
    before = after;
  }
  return moves;
}

function arrived(
  { source, share, since }: Inheritance,
  alertsOf: RiskParts['alertsOf'],
  time: number,
  thresholds: Thresholds,
): number {
  if (since > time) return 0;
  const risk = riskAt(alertsOf(source), time, thresholds);
  return risk >= thresholds.inherited.minRisk ? share * risk : 0;
}

function partsAt({ alerts, inherited, alertsOf }: RiskParts, time: number, thresholds: Thresholds): Part[] {
  const begun = alerts.filter(({ firstSeen }) => firstSeen <= time);
  const own = riskOf(begun, thresholds);
  const effects = inherited.map((one) => arrived(one, alertsOf, time, thresholds));
  const weights = weighArriving(own, effects, thresholds);
  return [
    ...contributionsOf(begun, thresholds).map(({ signal, title, technique, alert, evidence, weight }) => ({
      key: `${signal} ${alert ?? ''}`,
      signal,
      title,
      technique,
      alert,
      evidence,
      weight,
    })),
    ...inherited.map(({ kind, source, sourceName, path }, index) => ({
      key: `${kind} ${source}`,
      signal: kind,
      title: kind === 'inherited' ? `Inherited from ${sourceName}` : `Within reach of ${sourceName}`,
      technique: null,
      alert: null,
      evidence: path
        .map(({ fromName, toName, service, port }) => `${fromName} → ${toName} ${service} ${port}`)
        .join(', '),
      weight: weights[index] ?? 0,
    })),
  ];
}

function compare(time: number, before: readonly Part[], after: readonly Part[]): RiskMove {
  const was = new Map(before.map(({ key, weight }) => [key, weight]));
  const changes = after
    .map(({ key, weight, ...about }) => ({ ...about, before: was.get(key) ?? 0, after: weight }))
    .filter((change) => Math.abs(change.after - change.before) >= LEAST)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
  const sum = (parts: readonly Part[]): number => parts.reduce((total, { weight }) => total + weight, 0);
  return {
    time,
    before: sum(before),
    after: sum(after),
    changes: changes.slice(0, MOST_CHANGES),
    more: Math.max(0, changes.length - MOST_CHANGES),
  };
}
