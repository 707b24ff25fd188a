import { describe, expect, it } from 'vitest';
import type { ConcreteRule, HostRules } from '../policy/host-rules.ts';
import type { PolicyWorld } from '../policy/policy-world.ts';
import { findCuts } from './find-cuts.ts';

const world: PolicyWorld = {
  time: 0,
  vms: [],
  inside: ['10.0.0.0/8'],
  management: ['10.0.9.9/32'],
  protected: [
    { host: 'h1', cidr: '10.0.9.9/32', port: null, transport: 'tcp', why: 'the console' },
    { host: 'h1', cidr: '10.0.0.1/32', port: 22, transport: 'tcp', why: 'ssh of h1' },
    { host: 'h1', cidr: '10.0.0.53/32', port: 53, transport: 'any', why: 'DNS of h1' },
  ],
  reputation: () => [],
  category: () => [],
  named: () => [],
};
const rule = (direction: 'in' | 'out', type: 'accept' | 'drop', ports: ConcreteRule['ports'] = []): ConcreteRule => ({
  id: `r_${direction}_${type}_${ports.length}`,
  direction,
  peer: { kind: 'any' },
  protocols: ports.length > 0 ? [6, 17] : [],
  ports,
  verdict: { type },
  origins: [{ policy: 'shut', version: 1, line: 7, persona: '', weight: 1, because: '' }],
});
const host = (address: string, rules: ConcreteRule[]): HostRules => ({
  host: 'h1',
  sets: [],
  wants: [],
  vms: [{ uuid: 'a', taps: ['t'], macs: [], addresses: [address], rules, otherwise: { in: 'accept', out: 'accept' } }],
});

describe('ways that must stay open', () => {
  it.each([
    ['an ordinary VM may be shut', '10.0.0.7', [rule('in', 'drop'), rule('out', 'drop')], 0],
    ['the one that has the console may not', '10.0.9.9', [rule('in', 'drop')], 1],
    ['nor be kept from its hosts', '10.0.9.9', [rule('out', 'drop')], 2],
    ['nor the one that has ssh of the host', '10.0.0.1', [rule('in', 'drop')], 1],
    ['but for what it needs', '10.0.0.1', [rule('in', 'accept', [{ from: 22, to: 22 }]), rule('in', 'drop')], 0],
    ['nor the one that answers names', '10.0.0.53', [rule('in', 'drop', [{ from: 53, to: 53 }])], 1],
    ['what it does not need may be', '10.0.0.53', [rule('in', 'drop', [{ from: 80, to: 80 }])], 0],
  ] as const)('%s', (_what, address, rules, count) => {
    const cuts = findCuts([host(address, [...rules])], world, () => 'gate-01');
    expect(cuts).toHaveLength(count);
    for (const cut of cuts)
      expect(cut).toMatch(/^It would cut (?:the console|ssh of h1|DNS of h1): gate-01 \(shut, line 7\)\.$/);
  });
});
