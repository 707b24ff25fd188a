import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseInvariant } from '../../../shared/policy/parse-invariant.ts';
import type { Invariant } from '../../../shared/policy/policy.ts';
import { aRule } from '../compile/random-rules.test-support.ts';
import type { AddressSet, ConcreteRule, HostRules, VmRules } from '../host-rules.ts';
import type { PolicyVm, PolicyWorld } from '../policy-world.ts';
import { AddressTable } from '../shadow/address-table.ts';
import { RuleJudge } from '../shadow/rule-judge.ts';
import { proveInvariants } from './prove-invariants.ts';

const outside = ['203.0.113.1', '203.0.113.9', '198.51.100.4', '2001:db8::9'];

function vm(at: number, role: string): PolicyVm {
  return {
    uuid: `vm-${at}`,
    name: `vm-${at}`,
    host: 'h',
    interfaces: [],
    addresses: at === 3 ? [`10.0.0.${at + 1}`, 'fd00::4'] : [`10.0.0.${at + 1}`],
    role,
    sensitivity: 'internal',
    tags: [],
    personas: [],
    risk: null,
    anomaly: null,
    alerts: [],
    worstPeer: null,
    attestation: 'unknown',
  };
}

function aWorld(vms: PolicyVm[]): PolicyWorld {
  return {
    time: 1.7e15,
    vms,
    inside: ['10.0.0.0/8', 'fd00::/8'],
    management: [],
    protected: [],
    reputation: () => [],
    category: () => [],
    named: () => [],
  };
}

function invariant(text: string): Invariant {
  const read = parseInvariant(text);
  if (typeof read === 'string') throw new Error(read);
  return { ...read, line: 1 };
}

const world = aWorld(['web', 'web', 'db', 'db', 'kiosk'].map((role, at) => vm(at, role)));
const sets: AddressSet[] = [
  { id: 'web', cidrs: ['10.0.0.1/32', '10.0.0.2/32'] },
  { id: 'low', cidrs: ['10.0.0.0/30'] },
  { id: 'inside', cidrs: ['10.0.0.0/8', 'fd00::/8'] },
  { id: 'bad', cidrs: ['203.0.113.0/29'] },
  { id: 'none', cidrs: [] },
];
const rulesOf = (rules: Map<string, Partial<VmRules>>): HostRules[] => [
  {
    host: 'h',
    sets,
    wants: [],
    vms: world.vms.flatMap(({ uuid, addresses }) => {
      const of = rules.get(uuid);
      return of === undefined
        ? []
        : [
            {
              uuid,
              taps: [],
              macs: [],
              addresses,
              rules: [],
              otherwise: { in: 'accept' as const, out: 'accept' as const },
              ...of,
            },
          ];
    }),
  },
];

it('says which packet breaks an invariant, and which rules let it', () => {
  const rules = rulesOf(
    new Map([
      [
        'vm-2',
        {
          rules: [aRule('web', { direction: 'in', peer: { kind: 'set', set: 'web', not: false } })],
          otherwise: { in: 'drop', out: 'drop' },
        },
      ],
    ]),
  );
  const [broken, held, other, missing] = proveInvariants(
    [
      invariant('never: web -> db:5432'),
      invariant('never: kiosk -> vm=vm-2'),
      invariant('never: internet -> db:22'),
      invariant('always: web -> vm=vm-2:5432/tcp'),
    ],
    rules,
    world,
  );
  expect(broken?.counterexample).toMatchObject({
    from: '10.0.0.1',
    to: '10.0.0.3',
    protocol: 6,
    port: 5432,
    rules: [
      { vm: 'vm-0', direction: 'out', rule: null },
      { vm: 'vm-2', direction: 'in', rule: { id: 'web' } },
    ],
  });
  expect(held?.counterexample).toBeNull();
  // The second database has no rules at all.
  expect(other?.counterexample?.to).toBe('10.0.0.4');
  expect(missing?.counterexample).toBeNull();
});

it('speaks of nothing that no VM takes part in', () => {
  expect(proveInvariants([invariant('never: internet -> 198.51.100.4')], [], aWorld([]))[0]?.counterexample).toBeNull();
  expect(proveInvariants([invariant('never: any -> any')], [], world)[0]?.counterexample).not.toBeNull();
});

const ports = [1, 22, 80, 81, 5432, 65_535];
const aConcreteRule = fc
  .record({
    direction: fc.constantFrom('in' as const, 'out' as const),
    peer: fc.oneof(
      fc.constant({ kind: 'any' as const }),
      fc.record({
        kind: fc.constant('set' as const),
        set: fc.constantFrom(...sets.map(({ id }) => id)),
        not: fc.boolean(),
      }),
    ),
    protocols: fc.constantFrom([], [6], [17], [6, 17], [1], [47]),
    ports: fc.constantFrom(
      [],
      [{ from: 80, to: 81 }],
      [
        { from: 22, to: 22 },
        { from: 5000, to: 6000 },
      ],
      [{ from: 0, to: 65_535 }],
    ),
    verdict: fc.constantFrom(
      { type: 'accept' as const },
      { type: 'drop' as const },
      { type: 'reject' as const },
      { type: 'capture' as const },
      { type: 'limit' as const, rate: 1 },
    ),
  })
  .map((rule) => rule satisfies Partial<ConcreteRule>);
const someRules = fc.record({
  rules: fc.array(aConcreteRule, { maxLength: 6 }).map((rules) => rules.map((rule, at) => aRule(`r${at}`, rule))),
  otherwise: fc.record({
    in: fc.constantFrom('accept' as const, 'drop' as const),
    out: fc.constantFrom('accept' as const, 'drop' as const),
  }),
});
const someTexts = fc.constantFrom(
  'never: web -> db:5432',
  'never: internet -> inside:22',
  'always: web -> db:80-81/tcp',
  'never: any -> any',
  'always: kiosk -> any:22',
  'never: db -> internet',
  'always: inside -> db',
  'never: vm=vm-3 -> kiosk:1-65535/udp',
  'never: 203.0.113.0/24 -> any:5432',
  'always: any -> web:80',
);

it('agrees with asking each packet, where there are few', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(0, 1, 2, 3, 4), someRules), { maxLength: 5 }),
      someTexts,
      (given, text) => {
        const hosts = rulesOf(new Map(given.map(([at, rules]) => [`vm-${at}`, rules])));
        const asked = invariant(text);
        const [proof] = proveInvariants([asked], hosts, world);
        const vms = hosts.flatMap((host) => host.vms);
        const addresses = new AddressTable();
        const judge = new RuleJudge(vms, sets, addresses);
        const all = [...world.vms.flatMap((each) => each.addresses), ...outside, '203.0.113.200', '10.9.9.9'];
        const ownerOf = (address: string): string =>
          world.vms.find((each) => each.addresses.includes(address))?.uuid ?? '';
        const isAt = (address: string, end: Invariant['from']): boolean => {
          if (end.zone === 'outside') return outside.includes(address) || address === '203.0.113.200';
          if (end.zone === 'inside') return !outside.includes(address) && address !== '203.0.113.200';
          if (end.role)
            return world.vms.some((each) => end.role?.includes(each.role) && each.addresses.includes(address));
          if (end.vm) return end.vm.includes(ownerOf(address));
          if (end.address) return address.startsWith('203.0.113.');
          return true;
        };
        const passes = (from: string, to: string, protocol: number, port: number): boolean =>
          (
            [
              [ownerOf(from), 'out', to],
              [ownerOf(to), 'in', from],
            ] as const
          ).every(([uuid, direction, peer]) => {
            const at = vms.findIndex((each) => each.uuid === uuid);
            if (at < 0) return true;
            const place = judge.place(at, { direction, peer: addresses.numberOf(peer), protocol, port });
            return judge.permits(at, direction, place);
          });
        let broken = false;
        for (const from of all.filter((address) => isAt(address, asked.from)))
          for (const to of all.filter((address) => isAt(address, asked.to))) {
            if (
              from.includes(':') !== to.includes(':') ||
              (ownerOf(from) === '' && ownerOf(to) === '') ||
              ownerOf(from) === ownerOf(to)
            )
              continue;
            for (const protocol of [6, 17, 1, 47, 99])
              for (const port of protocol === 6 || protocol === 17 ? [...ports, 5000, 30_000] : [0]) {
                const word = protocol === 6 ? 'tcp' : 'udp';
                const meant =
                  asked.ports.length === 0 ||
                  ((protocol === 6 || protocol === 17) &&
                    asked.ports.some(
                      (each) =>
                        port >= each.from && port <= each.to && (each.transport === 'any' || each.transport === word),
                    ));
                if (meant && passes(from, to, protocol, port) === (asked.kind === 'never')) broken = true;
              }
          }
        expect(proof?.counterexample !== null, text).toBe(broken);
        if (proof?.counterexample) {
          const { from, to, protocol, port } = proof.counterexample;
          // The packet that is shown does break it.
          expect(passes(from, to, protocol, port)).toBe(asked.kind === 'never');
        }
      },
    ),
    { numRuns: 1500 },
  );
});
