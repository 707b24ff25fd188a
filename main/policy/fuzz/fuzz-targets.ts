import { completeAt } from '../../../shared/policy/complete-at.ts';
import { describeKey } from '../../../shared/policy/describe-key.ts';
import { formatPolicy } from '../../../shared/policy/format-policy.ts';
import { lintPolicy } from '../../../shared/policy/lint-policy.ts';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import type { FuzzTarget } from '../../captures/import/fuzz-targets.ts';
import { resolvePolicies } from '../resolve/resolve-policies.ts';
import type { PolicyWorld } from '../policy-world.ts';

const SEEDS: readonly string[] = [
  `policy: web-tier
tier: segmentation # emergency > quarantine > segmentation > baseline
applies: { persona: { label: Web Server, atLeast: 0.5 }, role: [web, api] }
when: { risk: "> 0.5", time: mon-fri 22:00-06:00 Europe/Berlin }
rules:
  - allow: inbound
    service: https
  - deny: outbound
    to: { reputation: "< 0.3", category: c2, address: [10.0.0.0/8, "2001:db8::/32"], name: "*.example.org" }
    ports: [8080, 443/tcp, 6000-6010/udp]
  - redirect: outbound
    to: { outside }
    via: 10.0.0.9:3128
  - quota: outbound
    bytes: 50 MB
    window: 10 min
acts:
  - isolate: { when: { risk: "> 0.9" } }
  - resources: { cpu: 0.5, memory: 256 MiB, bandwidth: 1 Mbit/s }
  - notify: Look
otherwise: { inbound: deny }
stricter: [{ risk: "> 0.7", use: [lockdown] }]
revert: { after: 30 s, unless: confirmed }
invariants:
  - "never: kiosk -> confidential:5432,https/tcp"
`,
  'policy: a\nrules: [{ deny: both, with: { vm: ["*", "a*b"], tag: x } }, { capture: both }]\nacts: [dns-only]\n',
  'policy: &a x\napplies: *a\nrules:\n  - ? [b]\n  - !!binary aGk=\n  - |\n   text\n',
];

const world: PolicyWorld = {
  time: 1_700_000_000_000_000,
  vms: [
    {
      uuid: '00000000-0000-4000-8000-000000000001',
      name: 'web-01',
      host: 'a',
      interfaces: [],
      addresses: ['10.0.0.1'],
      role: 'web',
      sensitivity: 'undeclared',
      tags: ['x'],
      personas: [{ label: 'Web Server', probability: 0.9 }],
      risk: 0.95,
      anomaly: 0,
      alerts: [],
      worstPeer: null,
      attestation: 'unknown',
    },
  ],
  inside: ['10.0.0.0/8'],
  management: [],
  protected: [],
  reputation: () => ['203.0.113.7/32'],
  category: () => [],
  named: () => [],
};

/** What reads policies: whatever the text, it is told where it is wrong, and what stands comes to rules. */
export const policyFuzzTargets: readonly FuzzTarget[] = [
  {
    name: 'policies',
    run: (input) => {
      const text = new TextDecoder().decode(input);
      const { policy, findings } = parsePolicy(text);
      const lines = text.split('\n');
      for (const { line, column } of policy === null ? findings : [...findings, ...lintPolicy(policy, text, null)])
        if (column < 1 || column > (lines[line - 1]?.length ?? -1) + 1)
          throw new Error(`a finding at ${line}:${column} is not in the text`);
      const isSound = findings.length === 0 && policy !== null;
      const formatted = formatPolicy(text);
      if (isSound && formatted === null) throw new Error('a sound policy has no regular form');
      if (isSound && formatted !== null && formatPolicy(formatted) !== formatted)
        throw new Error('the regular form is none');
      completeAt(text, text.length >> 1, null);
      describeKey(text, text.length >> 2);
      if (policy === null) return;
      const placed = { policy, version: 1 };
      resolvePolicies([placed, placed], new Map([['lockdown', placed]]), world, new Map());
    },
    seeds: () => SEEDS.map((seed) => new TextEncoder().encode(seed)),
  },
];
