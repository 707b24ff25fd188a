import type { AttackNode } from './attack-graph.ts';
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

/** Roles of machines that people sit at. */
const OF_PEOPLE: ReadonlySet<string> = new Set(['workstation', 'desktop', 'admin', 'jump', 'bastion']);

/**
 * The starts that a word stands for: `insider` is whoever works on a machine for people or, where none is known, anybody who
 * is let into a network; `role:web` is all VMs of a role, `taken` those that behave as if taken, and an id itself.
 */
export function expandStart(
  word: string,
  subjects: readonly AttackSubject[],
  nodes: readonly AttackNode[],
  taken: ReadonlyMap<string, number>,
): End[] {
  if (word === 'taken') return chooseStarts(taken).filter(({ id }) => id !== INTERNET);
  if (word === 'insider') {
    const people = subjects.filter(({ role }) => OF_PEOPLE.has(role));
    if (people.length > 0)
      return people.map(({ id, role }) => ({ id, why: `an insider: people work on it (${role})` }));
    return nodes
      .filter(({ kind }) => kind === 'network')
      .map(({ id, name }) => ({
        id,
        why: `an insider: anybody who is let into ${name}; no VM is known to be for people`,
      }));
  }
  if (word.startsWith('role:')) {
    const role = word.slice('role:'.length);
    return subjects.filter((subject) => subject.role === role).map(({ id }) => ({ id, why: `its role is ${role}` }));
  }
  return [{ id: word, why: 'chosen' }];
}
