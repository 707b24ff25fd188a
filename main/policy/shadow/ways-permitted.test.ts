import { describe, expect, it } from 'vitest';
import type { ConcreteRule, HostRules, RuleVerdict, VmRules } from '../host-rules.ts';
import { waysPermitted } from './ways-permitted.ts';

const rule = (
  direction: 'in' | 'out',
  set: string | null,
  port: number,
  type: 'accept' | 'drop' = 'accept',
): ConcreteRule => ({
  id: `${direction}_${set}_${port}`,
  direction,
  peer: set === null ? { kind: 'any' } : { kind: 'set', set, not: false },
  protocols: [6],
  ports: [{ from: port, to: port }],
  verdict: { type } satisfies RuleVerdict,
  origins: [],
});
const vm = (uuid: string, address: string, rules: ConcreteRule[], otherwise: VmRules['otherwise']): VmRules => ({
  uuid,
  taps: [],
  macs: [],
  addresses: [address],
  rules,
  otherwise,
});
const subjects = [
  { id: 'web', addresses: ['10.0.0.1', 'fd00::1'] },
  { id: 'db', addresses: ['10.0.0.2'] },
  { id: 'other', addresses: ['10.0.0.3'] },
];
const hosts: HostRules[] = [
  {
    host: 'h1',
    vms: [vm('db', '10.0.0.2', [rule('in', 'web', 5432)], { in: 'drop', out: 'drop' })],
    sets: [{ id: 'web', cidrs: ['10.0.0.1/32'] }],
    wants: [],
  },
  {
    host: 'h2',
    vms: [vm('web', '10.0.0.1', [rule('in', null, 443), rule('in', 'partner', 22)], { in: 'drop', out: 'accept' })],
    sets: [{ id: 'partner', cidrs: ['198.51.100.7/32'] }],
    wants: [],
  },
];

describe('waysPermitted', () => {
  const rules = waysPermitted(hosts, subjects);

  it.each([
    ['web', 'db', 'tcp', 5432, true],
    ['web', 'db', 'udp', 5432, false],
    ['web', 'db', 'tcp', 22, false],
    ['other', 'db', 'tcp', 5432, false],
    ['db', 'web', 'tcp', 443, false],
    ['other', 'web', 'tcp', 443, true],
    ['internet', 'web', 'tcp', 443, true],
    ['internet', 'web', 'tcp', 22, false],
    ['internet', 'db', 'tcp', 5432, false],
    ['web', 'other', 'tcp', 80, true],
    ['internet', 'other', 'tcp', 80, true],
  ])('%s → %s %s %i is %s', (from, to, transport, port, permitted) => {
    expect(rules.permits(from, to, transport, port)).toBe(permitted);
  });

  it('knows who has rules', () => {
    expect([...rules.governed].toSorted()).toEqual(['db', 'web']);
  });
});
