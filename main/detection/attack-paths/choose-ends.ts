import type { AttackSubject } from './build-attack-graph.ts';
import { INTERNET } from './build-attack-graph.ts';

/** A start or a target of simulated attacks, and why it is one. */
export interface End {
  id: string;
  why: string;
}

const KEEPS_DATA: ReadonlySet<string> = new Set(['db', 'database', 'files', 'directory', 'mail', 'controller']);

/** Where attackers begin: outside, and on every VM that already is in their hands. @param taken risks of those, by id */
export function chooseStarts(taken: ReadonlyMap<string, number>): End[] {
  return [
    { id: INTERNET, why: 'anybody outside' },
    ...[...taken].map(([id, risk]) => ({ id, why: `behaves as if taken: risk ${risk.toFixed(2)}` })),
  ];
}

/**
 * What must not be reached: VMs declared confidential or restricted. Where nobody declared any, those whose role keeps
 * data, and that is said.
 */
export function chooseTargets(subjects: readonly AttackSubject[]): End[] {
  const declared = subjects.filter(({ sensitivity }) => sensitivity === 'confidential' || sensitivity === 'restricted');
  if (declared.length > 0) return declared.map(({ id, sensitivity }) => ({ id, why: `declared ${sensitivity}` }));
  return subjects
    .filter(({ role, sensitivity }) => sensitivity === 'undeclared' && KEEPS_DATA.has(role))
    .map(({ id, role }) => ({ id, why: `its role (${role}) keeps data; its sensitivity is not declared` }));
}
