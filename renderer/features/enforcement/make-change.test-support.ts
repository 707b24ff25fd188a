import type { Change, Enforcement, Plan } from '../../../shared/contract/enforcement.ts';

/** What a change did on a host, for tests: applied and read back as wanted. */
export function makeHostChange(part: Partial<Change['hosts'][number]>): Change['hosts'][number] {
  return {
    host: 'hv-a',
    hostName: part.host ?? 'hv-a',
    vms: 2,
    state: 'applied',
    took: 38,
    equal: 19,
    of: 19,
    keeps: ['console', 'ssh', 'libvirt', 'DNS', 'DHCP'],
    revertsAt: 130e6,
    failure: '',
    ...part,
  };
}

/** A change for tests: applied on one host, waiting for an answer. */
export function makeChange(part: Partial<Change>): Change {
  return {
    id: 'j-2217',
    title: 'Enforce web-tier-containment v7',
    policies: [{ name: 'web-tier-containment', version: 7, before: 6 }],
    by: 'mr',
    reason: 'stop the beacon',
    at: 100e6,
    state: 'pending',
    deadline: 130e6,
    endsAt: null,
    hosts: [makeHostChange({})],
    audit: 8412,
    automatic: false,
    watched: null,
    effect: [],
    denied: [],
    ...part,
  };
}

/** A plan for tests: one host, two lines, nothing refused. */
export function makePlan(part: Partial<Plan>): Plan {
  return {
    id: 'plan-1',
    title: 'Enforce web-tier-containment v7',
    policies: [{ name: 'web-tier-containment', version: 7, before: 6 }],
    hosts: [
      {
        host: 'hv-a',
        hostName: 'hv-a',
        vms: 2,
        rules: 'inet',
        why: '',
        added: 1,
        removed: 1,
        lines: [
          { text: 'meta l4proto tcp accept', change: 'removed', policy: 'web-tier-containment', line: 9 },
          { text: 'ip daddr @s1 drop', change: 'added', policy: 'web-tier-containment', line: 14 },
        ],
        acts: [],
        keeps: ['console', 'ssh'],
        refusals: [],
      },
    ],
    vms: 2,
    revertAfter: 30_000,
    refusals: [],
    warnings: [],
    ...part,
  };
}

/** What is in force, for tests: nothing. */
export function makeEnforcement(part: Partial<Enforcement>): Enforcement {
  return {
    paused: false,
    pausedBy: '',
    enforcing: [],
    staged: [],
    isolated: [],
    pending: null,
    hosts: [],
    suggestions: [],
    ...part,
  };
}
