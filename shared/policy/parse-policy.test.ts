import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from './parse-policy.ts';
import type { PolicyRule } from './policy.ts';

const head = 'policy: web\n';
const rule = (yaml: string): ReturnType<typeof parsePolicy> =>
  parsePolicy(`${head}rules:\n${yaml.replaceAll(/^/gm, '  ')}\n`);
const plain: Omit<PolicyRule, 'effect' | 'direction'> = {
  peer: {},
  ports: [],
  protocols: [],
  services: [],
  when: null,
  line: 3,
};

describe('a policy', () => {
  test('that says nothing but its name does nothing', () => {
    expect(parsePolicy(head)).toEqual({
      findings: [],
      leftOut: [],
      policy: {
        name: 'web',
        description: '',
        tier: 'segmentation',
        priority: 100,
        applies: {},
        when: null,
        rules: [],
        acts: [],
        otherwise: { in: null, out: null },
        stricter: [],
        automation: 'suggest',
        lifetime: null,
        revertAfter: 30_000,
        invariants: [],
      },
    });
  });

  test('says for whom, when, how strict and for how long', () => {
    const { policy, findings } = parsePolicy(`policy: web-tier
description: Keeps the web tier away from data
tier: quarantine
priority: 300
applies: { persona: { label: Web Server, atLeast: 0.6 }, role: [web, cache], sensitivity: internal, vm: "web-*" }
when: { risk: "> 0.5", technique: T1071, attestation: [warning, contraindicated], time: weekdays 22:00-06:00 Europe/Berlin }
otherwise: { inbound: allow, outbound: deny }
stricter: [{ risk: ">= 0.7", use: lockdown }]
automation: enforce
lifetime: 1 h
revert: { after: 45 s, unless: confirmed }
invariants:
  - "never: kiosk -> confidential:5432"
  - always: web -> db:5432/tcp
`);
    expect(findings).toEqual([]);
    expect(policy).toMatchObject({
      name: 'web-tier',
      tier: 'quarantine',
      priority: 300,
      applies: {
        persona: [{ label: 'Web Server', atLeast: 0.6 }],
        role: ['web', 'cache'],
        sensitivity: ['internal'],
        vm: ['web-*'],
      },
      when: {
        risk: { op: '>', value: 0.5 },
        technique: ['T1071'],
        attestation: ['warning', 'contraindicated'],
        time: { days: [0, 1, 2, 3, 4], from: 1320, to: 360, zone: 'Europe/Berlin' },
      },
      otherwise: { in: 'allow', out: 'deny' },
      stricter: [{ risk: { op: '>=', value: 0.7 }, use: ['lockdown'] }],
      automation: 'enforce',
      lifetime: 3_600_000,
      revertAfter: 45_000,
      invariants: [
        { kind: 'never', from: { role: ['kiosk'] }, to: { sensitivity: ['confidential'] }, line: 13 },
        { kind: 'always', from: { role: ['web'] }, to: { role: ['db'] }, line: 14 },
      ],
    });
  });

  test.each<[string, PolicyRule]>([
    [
      '- allow: inbound\n  service: https',
      {
        ...plain,
        effect: { type: 'allow' },
        direction: 'in',
        ports: [{ from: 443, to: 443, transport: 'tcp' }],
        services: ['https'],
      },
    ],
    [
      '- deny: outbound\n  to: { reputation: "< 0.3", category: C2 }\n  when: { risk: "> 0.5" }',
      {
        ...plain,
        effect: { type: 'deny', reject: false },
        direction: 'out',
        peer: { reputation: { op: '<', value: 0.3 }, category: ['c2'] },
        when: { risk: { op: '>', value: 0.5 } },
      },
    ],
    [
      '- reject: both\n  with: { address: [10.1.2.3/8, "2001:DB8::1"] }\n  protocol: icmp',
      {
        ...plain,
        effect: { type: 'deny', reject: true },
        direction: 'both',
        peer: { address: ['10.0.0.0/8', '2001:db8::1/128'] },
        protocols: ['icmp'],
      },
    ],
    [
      '- redirect: outbound\n  to: outside\n  ports: [80, 6000-6010/tcp]\n  protocol: tcp\n  via: 10.0.0.9:3128',
      {
        ...plain,
        effect: { type: 'redirect', address: '10.0.0.9', port: 3128 },
        direction: 'out',
        peer: { zone: 'outside' },
        ports: [
          { from: 80, to: 80, transport: 'tcp' },
          { from: 6000, to: 6010, transport: 'tcp' },
        ],
      },
    ],
    [
      '- limit: outbound\n  rate: 10 Mbit/s',
      { ...plain, effect: { type: 'limit', rate: 1_250_000 }, direction: 'out' },
    ],
    [
      '- quota: outbound\n  to: { outside }\n  bytes: 50 MB\n  window: 10 min',
      {
        ...plain,
        effect: { type: 'quota', bytes: 50e6, window: 600_000 },
        direction: 'out',
        peer: { zone: 'outside' },
      },
    ],
    ['- capture: both', { ...plain, effect: { type: 'capture' }, direction: 'both' }],
  ])('reads the rule %s', (yaml, expected) => {
    const { policy, findings } = rule(yaml);
    expect(findings).toEqual([]);
    expect(policy?.rules).toEqual([expected]);
  });

  test('reads every act, with when and without', () => {
    const { policy, findings } = parsePolicy(`${head}acts:
  - isolate: { when: { risk: "> 0.9" } }
  - dns-only
  - dns-only: { resolvers: 10.0.0.2 }
  - resources: { cpu: 0.5, memory: 256 MiB, disk: 200, bandwidth: 1 Mbit/s }
  - suspend
  - snapshot:
    when: { alert: miner }
  - terminate
  - attest
  - notify: Look at it
`);
    expect(findings).toEqual([]);
    expect(policy?.acts.map(({ act }) => act)).toEqual([
      { type: 'isolate' },
      { type: 'dns-only', resolvers: [] },
      { type: 'dns-only', resolvers: ['10.0.0.2'] },
      { type: 'resources', cpu: 0.5, memory: 268_435_456, diskIops: 200, bandwidth: 125_000 },
      { type: 'suspend' },
      { type: 'snapshot' },
      { type: 'terminate' },
      { type: 'attest' },
      { type: 'notify', message: 'Look at it' },
    ]);
    expect(policy?.acts.map(({ when }) => when !== null)).toEqual([
      true,
      ...Array(4).fill(false),
      true,
      ...Array(3).fill(false),
    ]);
  });
});

describe('what is wrong', () => {
  test.each([
    ['- deny: outbound\n  to: { out }', 'No destination is called “out”. Did you mean outside?', 'outside'],
    ['- dney: outbound', 'A rule has no “dney”. Did you mean deny?', 'deny'],
    ['- deny: outbond', 'No direction is called “outbond”. Did you mean outbound?', 'outbound'],
    ['- deny: inbound\n  to: outside', 'The other end of inbound rules stands after “from”.', 'from'],
    ['- allow: inbound\n  service: htps', 'No service is called “htps”. Did you mean https?', 'https'],
    ['- allow: inbound\n  rate: 1 Mbit/s', '“rate” belongs to limit, not to allow.', null],
    ['- quota: outbound\n  bytes: 5 MB', 'A quota rule needs “window”.', null],
    ['- deny: outbound\n  to: { reputation: > 0.3 }', 'A comparison stands in quotes: "> 0.5".', '"> 0.3"'],
    [
      '- deny: outbound\n  to: { name: *.example.org }',
      'A star at the beginning refers elsewhere in YAML: put it in quotes.',
      '"*.example.org"',
    ],
    ['- allow: inbound\n  ports: 70000', '“70000” is no port: write it like 443, 443/tcp or 6000-6010/udp.', null],
    ['- allow: inbound\n  deny: outbound', 'A rule does one thing: this one says allow and deny.', null],
    ['- allow: inbound\n  service: [ping, https]', 'Ping has no ports: make a rule of its own for it.', null],
    ['- allow: inbound\n  from: { role: [] }', 'This list is empty: it would never match.', null],
    ['- allow: inbound\n  allow: inbound', '“allow” stands here twice.', null],
    [
      '- allow: inbound\n  when: { time: 25:00-26:00 }',
      '“25:00-26:00” is no time: write it like mon-fri 08:00-18:00 Europe/Berlin.',
      null,
    ],
  ])('%s is told and left out', (yaml, message, fix) => {
    const { policy, findings, leftOut } = rule(`- allow: outbound\n${yaml}\n- capture: both`);
    expect(findings.map((finding) => [finding.message, finding.fix])).toContainEqual([message, fix]);
    expect(policy?.rules.map(({ effect }) => effect.type)).toEqual(['allow', 'capture']);
    expect(leftOut).toEqual([4]);
  });

  test('stands where it is marked, and a fix mends it there', () => {
    const text = `${head}rules:\n  - deny: outbound\n    to: { out }\n`;
    const { findings } = parsePolicy(text);
    expect(findings).toEqual([
      expect.objectContaining({ severity: 'error', line: 4, column: 11, toLine: 4, toColumn: 14, fix: 'outside' }),
    ]);
    expect(parsePolicy(text.replace('out }', 'outside }')).findings).toEqual([]);
  });

  test.each([
    ['applies: { rle: web }', { applies: { vm: [] } }],
    ['applies: { role: web, role: db }', { applies: { vm: [] } }],
    ['when: { risk: high }', { when: { alert: [] } }],
    ['automation: always', { automation: 'observe' }],
    ['revert: 1 h', { revertAfter: 30_000 }],
    ['otherwise: { inbound: drop }', { otherwise: { in: null, out: null } }],
    ['policy: Web Tier', { name: 'unnamed' }],
  ])('%s holds for nobody rather than for all', (line, expected) => {
    const { policy, findings } = parsePolicy(line.startsWith('policy') ? line : head + line);
    expect(findings.filter(({ severity }) => severity === 'error')).not.toEqual([]);
    expect(policy).toMatchObject(expected);
  });

  test.each(['', '# nothing', '- a', 'one word', '[', 'x'.repeat(200_001), '['.repeat(300), 'a: &x 1\nb: *x'])(
    'a text that is none is told, at its place: %#',
    (text) => {
      const { findings } = parsePolicy(text);
      expect(findings.length).toBeGreaterThan(0);
    },
  );

  test('whatever the text, nothing throws and each finding lies within it', () => {
    const word = fc.constantFrom(
      'policy',
      'rules',
      'allow',
      'deny',
      'inbound',
      'to',
      'risk',
      '"> 0.5"',
      'ports',
      '443',
      'acts',
      'isolate',
      'when',
      'web',
      ': ',
      '- ',
      '\n',
      '\n  ',
      '{ ',
      ' }',
      '[',
      ']',
      ', ',
      '> ',
      '*',
      '&a ',
      '"',
      "'",
      '#',
      '|',
      '%',
      '\t',
      '\u0000',
      '\ud800',
      '🦔',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const text = words.join('');
        const lines = text.split('\n');
        for (const { line, column, toLine, toColumn } of parsePolicy(text).findings) {
          expect(line).toBeLessThanOrEqual(toLine);
          expect(lines[line - 1]).toBeDefined();
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
          if (line === toLine) expect(column).toBeLessThanOrEqual(toColumn);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
