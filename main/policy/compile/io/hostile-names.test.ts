import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../../shared/policy/parse-policy.ts';
import type { PolicyVm, PolicyWorld } from '../../policy-world.ts';
import { resolvePolicies } from '../../resolve/resolve-policies.ts';
import { compileRules } from '../compile-rules.ts';
import { toText } from '../compiled-table.ts';
import { createRandom } from '../random-rules.test-support.ts';
import { whyNoRuleLab } from './testing/rule-lab.ts';

const missing = whyNoRuleLab();
if (missing !== '') console.warn(`Hostile names are not checked by nft: ${missing}.`);

const pieces = [
  '"',
  "'",
  '\\',
  '\n',
  ';',
  '}',
  '{',
  '#',
  '$(id)',
  '`id`',
  '*',
  ' ',
  '\t',
  '\0',
  '@',
  ',',
  '|',
  '&&',
  '/',
  '<',
  '>',
  'flush ruleset',
  'add rule inet mien m_drop accept',
  'include "/etc/passwd"',
  'comment',
  'drop',
  'accept',
  '\u202e',
  '日本',
  'é',
];

describe.skipIf(missing !== '')('10,000 names of guests', () => {
  it('put no statement into rules', { timeout: 120_000 }, () => {
    const random = createRandom(11);
    const hostile = (): string =>
      Array.from({ length: 1 + random(8) }, () => pieces[random(pieces.length)] ?? '').join('');
    const vms = Array.from({ length: 10_000 }, (_, at): PolicyVm => ({
      uuid: `00000000-0000-4000-8000-${at.toString(16).padStart(12, '0')}`,
      name: hostile(),
      host: 'h1',
      interfaces: [
        {
          mac:
            at % 3 === 0
              ? hostile()
              : `52:54:00:00:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`,
          tap: at % 2 === 0 ? hostile() : `vnet${at}`,
          bridge: hostile(),
        },
      ],
      addresses: at % 5 === 0 ? [] : [`10.${10 + (at >> 8)}.${at & 255}.1`],
      role: hostile(),
      sensitivity: 'internal',
      tags: [hostile()],
      personas: [{ label: hostile(), probability: 0.9 }],
      risk: 0.9,
      anomaly: 0.5,
      alerts: [{ type: hostile(), technique: hostile() }],
      worstPeer: 0.1,
      attestation: 'unknown',
    }));
    const world: PolicyWorld = {
      time: 1.7e15,
      vms,
      inside: ['10.0.0.0/8'],
      management: [],
      protected: [],
      reputation: () => ['203.0.113.7/32'],
      category: () => ['203.0.113.8/32'],
      named: () => ['203.0.113.9'],
    };
    const quoted = (values: readonly string[]): string =>
      `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
    const text = `policy: hostile
rules:
  - allow: outbound
    to: { vm: ${quoted(vms.slice(0, 40).map(({ name }) => name))} }
    ports: [443]
  - deny: outbound
    to: { role: ${quoted(vms.slice(0, 40).map(({ role }) => role))}, tag: ${quoted(vms.slice(0, 40).flatMap(({ tags }) => tags))} }
  - reject: outbound
    to: { reputation: "< 0.3" }
  - redirect: outbound
    to: { category: c2 }
    via: 10.0.0.9:3128
  - capture: both
otherwise: { inbound: deny, outbound: deny }
`;
    const { policy } = parsePolicy(text);
    if (policy === null) throw new Error('not read');
    const { hosts } = resolvePolicies([{ policy, version: 1 }], new Map(), world, null);
    for (const rules of ['inet', 'bridge'] as const) {
      const compiled = toText(hosts.flatMap((host) => compileRules(host, rules).lines));
      execFileSync('nft', ['-c', '-f', '-'], { input: compiled, maxBuffer: 1 << 26 });
      // Statements are those of ours: of a chosen alphabet, each line of a known beginning.
      expect(compiled).toMatch(/^[a-zA-Z0-9\t\n .,:;_{}@"=!|&/<>()[\]*+-]*$/);
      for (const word of ['ruleset', 'include', 'passwd', '$(', '`', '\\']) expect(compiled).not.toContain(word);
      const begin =
        /^(?:(?:add|delete|table) |\}|\t(?:set|map|chain|limit) [a-z][a-z0-9_]* \{|\t\}|\t\t(?:type|flags|elements|counter|timeout|size|rate|ip6?|ether|meta|jump|goto|tcp|udp|sctp|th|ct|iifname|oifname|icmp|icmpv6|limit|add|log) ?|\t\t\t[0-9a-f:.]+)/;
      expect(compiled.split('\n').filter((line) => line !== '' && !begin.test(line))).toEqual([]);
      // One device each that rules can say, and no other.
      expect(compiled.match(/"vnet\d+" : jump f_/g)?.length).toBe(5000 * 2);
    }
  });
});
