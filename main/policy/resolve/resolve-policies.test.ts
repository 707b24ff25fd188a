import { describe, expect, test } from 'vitest';
import type { HostRules, VmRules } from '../host-rules.ts';
import { decideConnection } from './decide-connection.test-support.ts';
import type { Resolution } from './resolve-policies.ts';
import { resolveTexts as resolve } from './resolve-texts.test-support.ts';
import { makeVm, makeWorld } from './world.test-support.ts';

const only = ({ hosts }: Resolution): { host: HostRules; vm: VmRules } => {
  const [host] = hosts;
  const [vm] = host?.vms ?? [];
  if (host === undefined || vm === undefined) throw new Error('no rules');
  return { host, vm };
};

const decide = (resolution: Resolution, direction: 'in' | 'out', peer: string, port: number, protocol = 6): string => {
  const { host, vm } = only(resolution);
  return decideConnection(vm, host.sets, { direction, peer, port, protocol });
};

describe('rules of a VM', () => {
  test('say what the policy says, in the words of packets, and from where they came', () => {
    const world = makeWorld([
      makeVm(2, { personas: [{ label: 'Web Server', probability: 0.82 }], risk: 0.83 }),
      makeVm(3, { role: 'api' }),
    ]);
    const resolution = resolve(
      [
        `policy: web-tier
applies: { persona: { label: Web Server, atLeast: 0.5 }, role: web }
rules:
  - allow: outbound
    to: { role: [api, cache] }
    ports: [8080, 53/udp]
  - deny: outbound
    to: { reputation: "< 0.3" }
    when: { risk: "> 0.5" }
  - deny: outbound
    to: { outside }
  - capture: both
`,
      ],
      world,
    );
    const { host, vm } = only(resolution);
    expect(host.vms).toHaveLength(1);
    expect(vm).toMatchObject({ taps: ['tap2'], addresses: ['10.0.0.2'], otherwise: { in: 'accept', out: 'accept' } });
    expect(
      vm.rules.map(({ direction, protocols, ports, verdict }) => [direction, protocols, ports, verdict.type]),
    ).toEqual([
      ['in', [], [], 'capture'],
      ['out', [], [], 'capture'],
      ['out', [6], [{ from: 8080, to: 8080 }], 'accept'],
      [
        'out',
        [17],
        [
          { from: 53, to: 53 },
          { from: 8080, to: 8080 },
        ],
        'accept',
      ],
      ['out', [], [], 'drop'],
      ['out', [], [], 'drop'],
    ]);
    expect(vm.rules[4]?.origins).toEqual([
      { policy: 'web-tier', version: 1, line: 7, persona: 'Web Server', weight: 0.8, because: 'risk 0.83 > 0.5' },
    ]);
    const sets = Object.fromEntries(host.sets.map(({ id, cidrs }) => [id, cidrs]));
    const peers = vm.rules.map(({ peer }) =>
      peer.kind === 'any' ? 'any' : `${peer.not ? 'not ' : ''}${sets[peer.set]?.join(' ')}`,
    );
    expect(peers.slice(2, 5)).toEqual(['10.0.0.3/32', '10.0.0.3/32', '203.0.113.77/32']);
    expect(peers[5]).toMatch(/^not 10\.0\.0\.0\/8 /);
    expect(resolution.appliesTo.get('web-tier')).toEqual([makeVm(2).uuid]);
  });

  test('are not made for VMs that no policy is for', () => {
    expect(resolve(['policy: db\napplies: { role: db }\notherwise: deny'], makeWorld([makeVm(2)])).hosts).toEqual([
      { host: 'hv-a', vms: [], sets: [], wants: [] },
    ]);
  });

  test('a higher tier decides before a priority, a priority before a weight', () => {
    const allow = 'rules: [{ allow: outbound, ports: [22] }]';
    const deny = 'rules: [{ deny: outbound, ports: [22] }]';
    const world = makeWorld([
      makeVm(2, {
        personas: [
          { label: 'A', probability: 0.7 },
          { label: 'B', probability: 0.2 },
        ],
      }),
    ]);
    expect(
      decide(
        resolve([`policy: a\ntier: quarantine\npriority: 1\n${allow}`, `policy: b\npriority: 900\n${deny}`], world),
        'out',
        '10.0.0.9',
        22,
      ),
    ).toBe('accept');
    expect(
      decide(
        resolve([`policy: a\npriority: 5\n${allow}`, `policy: b\npriority: 4\n${deny}`], world),
        'out',
        '10.0.0.9',
        22,
      ),
    ).toBe('accept');
    const by = (label: string): string => `applies: { persona: { label: ${label}, atLeast: 0.1 } }`;
    expect(
      decide(
        resolve([`policy: a\n${by('A')}\n${allow}`, `policy: b\n${by('B')}\n${deny}`], world),
        'out',
        '10.0.0.9',
        22,
      ),
    ).toBe('accept');
    expect(
      decide(
        resolve([`policy: a\n${by('B')}\n${allow}`, `policy: b\n${by('A')}\n${deny}`], world),
        'out',
        '10.0.0.9',
        22,
      ),
    ).toBe('drop');
    expect(
      decide(
        resolve([`policy: a\n${by('A')}\n${allow}`, `policy: b\n${by('A')}\n${deny}`], world),
        'out',
        '10.0.0.9',
        22,
      ),
    ).toBe('drop');
    expect(decide(resolve([`policy: a\n${deny}`, `policy: b\n${allow}`], world), 'out', '10.0.0.9', 22)).toBe('drop');
  });

  test('limits of equal rank have their mean by weight, and so have resources', () => {
    const world = makeWorld([
      makeVm(2, {
        personas: [
          { label: 'A', probability: 0.6 },
          { label: 'B', probability: 0.2 },
        ],
      }),
    ]);
    const policy = (name: string, label: string, rate: number, cpu: number): string =>
      `policy: ${name}\napplies: { persona: { label: ${label}, atLeast: 0.1 } }\nrules: [{ limit: outbound, rate: ${rate} MB/s }]\nacts: [{ resources: { cpu: ${cpu} } }]`;
    const { host, vm } = only(resolve([policy('a', 'A', 10, 1), policy('b', 'B', 2, 0.2)], world));
    expect(vm.rules).toHaveLength(1);
    expect(vm.rules[0]).toMatchObject({
      verdict: { type: 'limit', rate: 8_000_000 },
      origins: [{ weight: 0.6 }, { weight: 0.2 }],
    });
    expect(host.wants).toMatchObject([{ cpu: 0.8, origins: [{ policy: 'a' }, { policy: 'b' }] }]);
  });

  test('isolation leaves nothing but the way from where hosts are managed, and keeps what it sends', () => {
    const resolution = resolve(
      ['policy: hold\ntier: quarantine\nacts: [isolate]', 'policy: base\nrules: [{ allow: both }]'],
      makeWorld([makeVm(2)]),
    );
    expect(decide(resolution, 'in', '10.255.0.7', 22)).toBe('accept');
    expect(decide(resolution, 'in', '10.0.0.7', 22)).toBe('drop');
    expect(decide(resolution, 'out', '10.255.0.7', 443)).toBe('drop');
    expect(only(resolution).vm.rules[0]?.verdict.type).toBe('capture');
  });

  test('DNS only leaves the resolvers of its host, or those named', () => {
    const own = resolve(['policy: dns\nacts: [dns-only]'], makeWorld([makeVm(2)]));
    expect([
      decide(own, 'out', '10.0.0.1', 53, 17),
      decide(own, 'out', '10.0.0.1', 443),
      decide(own, 'out', '8.8.8.8', 53, 17),
    ]).toEqual(['accept', 'drop', 'drop']);
    const named = resolve(['policy: dns\nacts: [{ dns-only: { resolvers: 8.8.8.8 } }]'], makeWorld([makeVm(2)]));
    expect([decide(named, 'out', '10.0.0.1', 53, 17), decide(named, 'out', '8.8.8.8', 53, 17)]).toEqual([
      'drop',
      'accept',
    ]);
  });

  test('risk makes it stricter by the steps that were declared', () => {
    const texts = ['policy: web\nrules: [{ allow: outbound }]\nstricter: [{ risk: "> 0.7", use: lockdown }]'];
    const library = ['policy: lockdown\nrules: [{ deny: outbound, to: outside }]\nacts: [suspend]'];
    const at = (risk: number): Resolution => resolve(texts, makeWorld([makeVm(2, { risk })]), null, library);
    expect(decide(at(0.6), 'out', '8.8.8.8', 443)).toBe('accept');
    expect(decide(at(0.8), 'out', '8.8.8.8', 443)).toBe('drop');
    expect(at(0.8).hosts[0]?.wants).toMatchObject([
      { suspended: true, origins: [{ policy: 'lockdown', because: 'risk 0.80 > 0.7' }] },
    ]);
  });
});
