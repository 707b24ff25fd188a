import type { Remark } from './lint-policy.ts';
import type { Comparison, Condition, Policy } from './policy.ts';
import { areApart } from './rule-cover.ts';

/** Conditions that never hold, or always. */
export function lintConditions(policy: Policy): Remark[] {
  const { when, rules, acts, stricter } = policy;
  const first = Math.min(...[...rules, ...acts].map(({ line }) => line), Number.POSITIVE_INFINITY);
  const remarks: Remark[] = [];
  if (when !== null) {
    const why = neverHolds(when);
    if (why !== '') remarks.push(unreachable(`Never holds: ${why}.`, Number.isFinite(first) ? first : 1));
  }
  for (const { when: own, line } of [...rules, ...acts]) {
    if (own === null) continue;
    const why = neverHolds(own) || (when === null ? '' : holdsApart(when, own));
    if (why !== '') remarks.push(unreachable(`Never holds: ${why}.`, line));
  }
  for (const { peer, line } of rules) {
    const why = peer.reputation === undefined ? '' : outOfRange('reputation', peer.reputation);
    if (why !== '') remarks.push(unreachable(`Nobody is like this: ${why}.`, line));
  }
  for (const { risk } of stricter) {
    const why = outOfRange('risk', risk);
    if (why !== '')
      remarks.push(unreachable(`A stricter step never holds: ${why}.`, Number.isFinite(first) ? first : 1));
  }
  return remarks;
}

function unreachable(message: string, line: number): Remark {
  return { severity: 'warning', code: 'unreachable', message, line };
}

function neverHolds(condition: Condition): string {
  for (const key of ['risk', 'anomaly', 'intelligence'] as const) {
    const comparison = condition[key];
    const why = comparison === undefined ? '' : outOfRange(key, comparison);
    if (why !== '') return why;
  }
  return '';
}

function outOfRange(what: string, { op, value }: Comparison): string {
  const isNever = op === '>' ? value >= 1 : op === '>=' ? value > 1 : op === '<' ? value <= 0 : value < 0;
  return isNever ? `${what} goes from 0 to 1` : '';
}

function holdsApart(policy: Condition, own: Condition): string {
  for (const key of ['risk', 'anomaly', 'intelligence'] as const) {
    const [one, other] = [policy[key], own[key]];
    if (one && other && areApart(one, other)) return `the policy asks for ${key} ${one.op} ${one.value}`;
  }
  const { attestation } = policy;
  return attestation && own.attestation && !own.attestation.some((each) => attestation.includes(each))
    ? `the policy asks for attestation ${attestation.join(' or ')}`
    : '';
}
