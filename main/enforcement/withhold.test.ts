import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Automation } from '../../shared/policy/policy.ts';
import type { ConcreteRule, HostRules, VmRules } from '../policy/host-rules.ts';
import { idOfWant, idsOf, type Leave, withhold } from './withhold.ts';

const origin = (policy: string) => ({
  policy,
  version: 1,
  line: 2,
  persona: '',
  weight: 1,
  because: 'risk 0.83 > 0.5',
});
const rule = (id: string, policy: string): ConcreteRule => ({
  id,
  direction: 'out',
  peer: { kind: 'any' },
  protocols: [],
  ports: [],
  verdict: { type: 'drop' },
  origins: [origin(policy)],
});
const vm = (uuid: string, rules: ConcreteRule[], more: Partial<VmRules> = {}): VmRules => ({
  uuid,
  taps: ['tap0'],
  macs: [],
  addresses: [],
  rules,
  otherwise: { in: 'accept', out: 'accept' },
  ...more,
});
const host = (...vms: VmRules[]): HostRules => ({ host: 'h1', vms, sets: [], wants: [] });
const leave = (more: Partial<Leave> & { agreedTo?: Record<string, string[]> } = {}): Leave => ({
  automationOf: (policy): Automation =>
    policy.startsWith('s') ? 'suggest' : policy.startsWith('o') ? 'observe' : 'enforce',
  agreed: (uuid) => new Set(more.agreedTo?.[uuid] ?? []),
  mayAct: () => true,
  isOver: () => false,
  ...more,
});

describe('what automation may begin', () => {
  it('is what enforcing policies want; suggestions are asked for, what is observed is not', () => {
    const live = host(vm('a', [rule('r1', 'enforcing'), rule('r2', 'suggesting'), rule('r3', 'observing')]));
    const { rules, withheld, begun } = withhold(live, leave());
    expect(rules.vms.map(idsOf)).toEqual([['r1']]);
    expect(begun.get('a')?.map(({ id }) => id)).toEqual(['r1']);
    expect(withheld).toMatchObject([
      { uuid: 'a', policy: 'suggesting', rules: ['r2'], ask: true, because: 'risk 0.83 > 0.5' },
      { uuid: 'a', policy: 'observing', rules: ['r3'], ask: false },
    ]);
  });

  it('goes on with what was agreed to, and is not asked about VMs where nothing is new', () => {
    const asked: string[] = [];
    const live = host(vm('a', [rule('r1', 'enforcing'), rule('r2', 'suggesting')]), vm('b', [rule('r1', 'enforcing')]));
    const { rules, begun } = withhold(
      live,
      leave({
        agreedTo: { a: ['r1', 'r2'] },
        mayAct: (uuid) => {
          asked.push(uuid);
          return false;
        },
      }),
    );
    expect(rules.vms.map(({ uuid }) => uuid)).toEqual(['a']);
    expect(begun.size).toBe(0);
    expect(asked).toEqual(['b']);
  });

  it('ends with its time, whoever agreed', () => {
    const live = host(vm('a', [rule('r1', 'enforcing'), rule('r2', 'enforcing')]));
    const { rules } = withhold(live, leave({ agreedTo: { a: ['r1'] }, isOver: (_, id) => id === 'r1' }));
    expect(rules.vms.map(idsOf)).toEqual([['r2']]);
  });

  it('counts what becomes of the rest, and wants, as rules', () => {
    const live: HostRules = {
      ...host(vm('a', [rule('r2', 'suggesting')], { otherwise: { in: 'drop', out: 'drop' } })),
      wants: [
        { uuid: 'a', cpu: 0.5, origins: [origin('suggesting')] },
        { uuid: 'b', suspended: true, origins: [origin('enforcing')] },
      ],
    };
    const { rules, withheld } = withhold(live, leave());
    expect(rules.vms).toEqual([]);
    expect(rules.wants).toMatchObject([{ uuid: 'b', suspended: true }]);
    expect(withheld[0]?.rules).toEqual(['r2', 'rest-in', 'rest-out', idOfWant(live.wants[0]!)]);
    const only = withhold(host(vm('a', [], { otherwise: { in: 'drop', out: 'accept' } })), leave());
    expect(only.rules.vms.map(idsOf)).toEqual([['rest-in']]);
  });

  it('never lets more through than policies want, and all of it where all is agreed to', () => {
    const names = fc.constantFrom('enforcing', 'suggesting', 'observing');
    const vms = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')).chain((uuids) =>
      fc.tuple(
        ...uuids.map((uuid) =>
          fc.array(names, { minLength: 1, maxLength: 5 }).map((policies) =>
            vm(
              uuid,
              policies.map((policy, at) => rule(`r${at}`, policy)),
            ),
          ),
        ),
      ),
    );
    fc.assert(
      fc.property(vms, (list) => {
        const live = host(...list);
        const { rules } = withhold(live, leave());
        for (const each of rules.vms)
          expect(live.vms.find(({ uuid }) => uuid === each.uuid)?.rules).toEqual(
            expect.arrayContaining([...each.rules]),
          );
        const agreedTo = Object.fromEntries(list.map((each) => [each.uuid, idsOf(each)]));
        const all = withhold(live, leave({ agreedTo, mayAct: () => false }));
        expect(all.rules).toEqual(live);
        expect(all.withheld).toEqual([]);
      }),
    );
  });
});
