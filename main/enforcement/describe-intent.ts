import type { Plan } from '../../shared/contract/enforcement.ts';
import type { Intent } from './plan-intent.ts';
import type { PolicyShelf } from './policy-shelf.ts';

/** Milliseconds in which a person must confirm: hosts never wait longer, and never so short that nobody can. */
const LONGEST = 30_000;
const SHORTEST = 5000;

/** What a person wants, in words. */
export function titleOf(intent: Intent, nameOf: (uuid: string) => string): string {
  if (intent.kind === 'isolation') return `${intent.isolate ? 'Isolate' : 'Release'} ${nameOf(intent.vm)}`;
  return intent.version === null
    ? `Take ${intent.name} out of force`
    : `Enforce ${intent.name} version ${intent.version}`;
}

/** Policies that it puts into force or takes out of it. */
export function policiesOf(intent: Intent, shelf: PolicyShelf): Plan['policies'] {
  if (intent.kind !== 'policy') return [];
  const before = shelf.enforced().find(({ policy }) => policy.name === intent.name)?.version ?? null;
  return [{ name: intent.name, version: intent.version, before }];
}

/** Milliseconds that hosts wait for an answer. */
export function revertAfterOf(intent: Intent, shelf: PolicyShelf): number {
  if (intent.kind === 'isolation') return LONGEST;
  const found =
    intent.version === null
      ? shelf.enforced().find(({ policy }) => policy.name === intent.name)
      : shelf.find(intent.name, intent.version);
  return Math.min(LONGEST, Math.max(SHORTEST, found?.policy.revertAfter ?? LONGEST));
}
