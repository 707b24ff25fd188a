import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lintPolicy, type LintWorld } from './lint-policy.ts';
import { parsePolicy } from './parse-policy.ts';

const lint = (
  text: string,
  world: LintWorld | null = null,
): { code: string; line: number; message: string; fix: string | null }[] => {
  const { policy, findings } = parsePolicy(text);
  expect(findings).toEqual([]);
  return policy === null
    ? []
    : lintPolicy(policy, text, world).map(({ code, line, message, fix }) => ({ code, line, message, fix }));
};
const codes = (rules: string[], more = ''): string[] =>
  lint(`policy: web\nrules:\n${rules.map((rule) => `  - ${rule}`).join('\n')}\n${more}`).map(
    ({ code, line }) => `${code} ${line}`,
  );

const deny = '{ deny: outbound, to: { role: api }, ports: [22] }';

test.each<[string, string[], string, string[]]>([
  ['nothing', ['{ allow: inbound, service: https }', '{ deny: outbound, to: outside }'], '', []],
  [
    'shadowed',
    ['{ deny: outbound, to: outside }', '{ allow: outbound, to: { zone: outside, category: update } }'],
    '',
    ['shadowed 4'],
  ],
  [
    'not shadowed by another condition',
    ['{ deny: outbound, to: outside, when: { risk: "> 0.5" } }', '{ allow: outbound, to: outside, ports: [443] }'],
    '',
    [],
  ],
  [
    'shadowed under the same condition',
    [
      '{ deny: outbound, to: outside, when: { risk: "> 0.5" } }',
      '{ allow: outbound, to: outside, ports: [443], when: { risk: "> 0.5" } }',
    ],
    '',
    ['shadowed 4'],
  ],
  [
    'redundant after the same',
    ['{ allow: inbound, ports: [400-500] }', '{ allow: inbound, service: https, from: outside }'],
    '',
    ['redundant 4'],
  ],
  ['redundant before the same', [deny, '{ deny: outbound }'], '', ['redundant 3', 'cuts-names 4']],
  [
    'not redundant where something between lets through',
    [deny, '{ allow: outbound, to: { role: api } }', '{ allow: outbound, service: dns }', '{ deny: outbound }'],
    '',
    [],
  ],
  [
    'contradicting',
    ['{ allow: outbound, to: { role: api } }', '{ deny: outbound, to: { role: api } }'],
    '',
    ['contradicts 4'],
  ],
  [
    'a limit behind what decides',
    ['{ allow: outbound }', '{ limit: outbound, rate: 1 MB/s }'],
    '',
    ['too-broad 3', 'unreachable 4'],
  ],
  ['capture counts nowhere', ['{ deny: outbound, to: outside }', '{ capture: outbound, to: outside }'], '', []],
  ['too broad', ['{ allow: inbound }'], '', ['too-broad 3']],
  ['too broad from outside', ['{ allow: both, with: outside }'], '', ['too-broad 3']],
  ['cuts management', ['{ deny: inbound }'], '', ['cuts-management 3']],
  ['keeps management', ['{ allow: inbound, from: management }', '{ deny: inbound }'], '', []],
  ['acts on all', [], 'acts: [terminate]', ['too-broad 4']],
  ['a condition that cannot be', ['{ deny: outbound, to: outside, when: { risk: "> 1" } }'], '', ['unreachable 3']],
  [
    'conditions apart',
    ['{ deny: outbound, to: outside, when: { risk: "< 0.3" } }'],
    'when: { risk: "> 0.5" }',
    ['unreachable 3'],
  ],
  [
    'an invariant against a rule',
    ['{ allow: outbound, to: { sensitivity: confidential }, ports: [5432] }'],
    'applies: { role: kiosk }\ninvariants:\n  - "never: kiosk -> confidential:5432"',
    ['contradicts 6'],
  ],
])('%s', (_name, rules, more, expected) => {
  expect(codes(rules, more)).toEqual(expected);
});

test('names that nothing has are told with what was meant, and a policy for nobody is', () => {
  const world: LintWorld = {
    names: {
      vms: ['web-01'],
      hosts: ['hv-a'],
      roles: ['web', 'api', 'database'],
      tags: [],
      personas: ['Web Server'],
      categories: ['c2'],
      policies: ['lockdown'],
    },
    count: ({ role }) => (role?.includes('database') ? 0 : 3),
  };
  expect(
    lint(
      'policy: web\napplies:\n  role: wbe\n  persona: Web Serve\nrules:\n  - deny: outbound\n    to: { category: c3, tag: any, vm: "web-*" }\nstricter: [{ risk: "> 0.5", use: lockdwn }]',
      world,
    ),
  ).toEqual([
    { code: 'unknown-name', line: 3, message: 'No role is called “wbe” here. Did you mean web?', fix: 'web' },
    {
      code: 'unknown-name',
      line: 4,
      message: 'No persona is called “Web Serve” here. Did you mean Web Server?',
      fix: 'Web Server',
    },
    { code: 'unknown-name', line: 7, message: 'No category is called “c3” here. Did you mean c2?', fix: 'c2' },
    {
      code: 'unknown-name',
      line: 8,
      message: 'No policy is called “lockdwn” here. Did you mean lockdown?',
      fix: 'lockdown',
    },
  ]);
  expect(lint('policy: web\napplies: { role: database }', world).map(({ code }) => code)).toEqual(['no-vm']);
});

test('a name that a guest gave itself is shown, and offered only where it is one plain word', () => {
  const names = {
    vms: ['web-1, role: x'],
    hosts: [],
    roles: ['web: {'],
    tags: [],
    personas: [],
    categories: [],
    policies: [],
  };
  const told = lint('policy: web\napplies: { vm: web-1, role: web }', { names, count: () => 1 });
  expect(told.map(({ code, fix }) => [code, fix])).toEqual([
    ['unknown-name', null],
    ['unknown-name', null],
  ]);
});

test('what is marked lies on its line', () => {
  const text = 'policy: web\nrules:\n  - allow: inbound   # all of it\n';
  const { policy } = parsePolicy(text);
  if (policy === null) throw new Error('no policy');
  expect(lintPolicy(policy, text, null)).toMatchObject([{ line: 3, column: 5, toLine: 3, toColumn: 19 }]);
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (other) => {
      for (const { column, toColumn } of lintPolicy(policy, other, null)) expect(column).toBeLessThanOrEqual(toColumn);
    }),
  );
});
