import type { Policy } from '../../shared/policy/policy.ts';

const PREFIX = 'isolation-';

/** What isolating a VM is: a policy of its own for it alone, above all others. */
export function makeIsolationPolicy(uuid: string, lifetime: number | null): Policy {
  return {
    name: `${PREFIX}${uuid}`,
    description: 'Isolated by a person.',
    tier: 'emergency',
    priority: 1000,
    applies: { vm: [uuid] },
    when: null,
    rules: [],
    acts: [{ act: { type: 'isolate' }, when: null, line: 0 }],
    otherwise: { in: null, out: null },
    stricter: [],
    automation: 'enforce',
    lifetime,
    revertAfter: 30_000,
    invariants: [],
  };
}
