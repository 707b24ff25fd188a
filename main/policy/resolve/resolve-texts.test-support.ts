import { expect } from 'vitest';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import type { PolicyWorld } from '../policy-world.ts';
import type { PlacedPolicy } from './candidate.ts';
import { type Resolution, resolvePolicies } from './resolve-policies.ts';
import type { SteadyMemory } from './steadiness.ts';

/** A text as a policy that is in force; it must be without fault. */
export const placePolicy = (text: string, version = 1): PlacedPolicy => {
  const { policy, findings } = parsePolicy(text);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (policy === null) throw new Error('no policy');
  return { policy, version };
};

/** What texts come to in a world, all that they name being among them or in the library. */
export const resolveTexts = (
  texts: string[],
  world: PolicyWorld,
  memory: SteadyMemory | null = null,
  library: string[] = [],
): Resolution =>
  resolvePolicies(
    texts.map((text) => placePolicy(text)),
    new Map([...texts, ...library].map((text) => placePolicy(text)).map((placed) => [placed.policy.name, placed])),
    world,
    memory,
  );
