import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Alert } from '../../../shared/contract/subject.ts';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import { aRule } from '../compile/random-rules.test-support.ts';
import type { HostRules, VmRules } from '../host-rules.ts';
import type { PolicyVm } from '../policy-world.ts';
import { ConnectionTable, type SeenFlow } from './connection-table.ts';
import { ChangeCounter, type Counted } from './count-changes.ts';
import { writeFromTraffic } from './from-traffic.ts';
import { FleetJudge } from './judge-connections.ts';

const vm = (uuid: string, name: string, address: string): PolicyVm => ({
  uuid,
  name,
  host: 'h',
  interfaces: [],
  addresses: [address],
  role: '',
  sensitivity: 'internal',
  tags: [],
  personas: [],
  risk: 0.5,
  anomaly: null,
  alerts: [],
  worstPeer: null,
  attestation: 'unknown',
});
const vms = [vm('u-web', 'web', '10.0.0.1'), vm('u-db', 'db "x"\n', '10.0.0.2')];
const alert = {
  id: 'a',
  subject: 'u-web',
  subjectName: 'web',
  type: 'beacon',
  title: '',
  why: '',
  technique: { id: 'T1071.001', name: 'Web Protocols', tactic: '' },
  otherTechniques: [],
  score: 0.9,
  peers: ['203.0.113.66'],
  firstSeen: 1,
  lastSeen: 2,
  flows: [],
  flowCount: 0,
  filter: '',
} satisfies Alert;

function aFlow(
  table: ConnectionTable,
  src: string,
  dst: string,
  dport: number,
  more: Partial<SeenFlow> = {},
): SeenFlow {
  return {
    start: 1e15,
    finish: 1e15 + 1e6,
    src: table.addresses.numberOf(src),
    sport: 40_000,
    dst: table.addresses.numberOf(dst),
    dport,
    protocol: 6,
    service: 0,
    bytes: 100,
    answered: true,
    sure: true,
    alert: 0,
    ...more,
  };
}
const rulesOf = (...of: Partial<VmRules>[]): HostRules[] => [
  {
    host: 'h',
    sets: [
      { id: 'db', cidrs: ['10.0.0.2/32'] },
      { id: 'bad', cidrs: ['203.0.113.0/24'] },
    ],
    wants: [],
    vms: of.map((each) => ({
      uuid: 'u-web',
      taps: [],
      macs: [],
      addresses: ['10.0.0.1'],
      rules: [],
      otherwise: { in: 'accept', out: 'drop' },
      ...each,
    })),
  },
];
const toDb = aRule('db', {
  peer: { kind: 'set', set: 'db', not: false },
  protocols: [6],
  ports: [{ from: 5432, to: 5432 }],
});

function count(
  table: ConnectionTable,
  before: HostRules[],
  after: HostRules[],
  more: Partial<Counted> = {},
): ReturnType<ChangeCounter['tell']> {
  const counter = new ChangeCounter({
    table,
    before: new FleetJudge(before, table),
    after: new FleetJudge(after, table),
    vms,
    alerts: [alert],
    serviceName: () => '',
    draft: 'p',
    by: 'vm',
    show: 'denied',
    ...more,
  });
  for (const seen of table.connections) counter.count(seen);
  return counter.tell();
}

it('tells what is denied, what breaks, what was malicious and what goes on', () => {
  const table = new ConnectionTable();
  for (let at = 0; at < 5; at++) table.add(aFlow(table, '10.0.0.1', '198.51.100.8', 25, { start: 1e15 + at * 1e6 }));
  for (let at = 0; at < 3; at++) table.add(aFlow(table, '10.0.0.1', '203.0.113.66', 443, { alert: 1 }));
  table.add(aFlow(table, '10.0.0.1', '10.0.0.2', 5432));
  table.add(aFlow(table, '10.0.0.1', '198.51.100.9', 80, { answered: false }));
  table.add(aFlow(table, '198.51.100.1', '10.0.0.1', 22, { alert: 1 }));
  const told = count(table, [], rulesOf({ rules: [toDb] }));
  expect(told.denied).toEqual({ flows: 9, vms: 1, peers: 3, bytes: 900 });
  expect(told.unchanged).toMatchObject({ flows: 2 });
  expect(told.rows.map(({ peer, flows, malicious, after }) => [peer, flows, malicious, after])).toEqual([
    ['198.51.100.8', 5, 0, 'denied by no rule: otherwise'],
    ['203.0.113.66', 3, 3, 'denied by no rule: otherwise'],
    ['198.51.100.9', 1, 0, 'denied by no rule: otherwise'],
  ]);
  expect(told.edges.map(({ to, service, malicious }) => [to, service, malicious])).toEqual([
    ['198.51.100.8', 'smtp 25', false],
    ['203.0.113.66', 'https 443', true],
  ]);
  expect(told.stopped).toMatchObject([{ what: 'beacon, 203.0.113.66', flows: 3, of: 4 }]);
  expect(told.missed).toMatchObject([{ what: 'beacon, 203.0.113.66', flows: 1 }]);
});

it('cannot tell where it is not known who called, unless both ways fare alike', () => {
  const table = new ConnectionTable();
  table.add(aFlow(table, '10.0.0.1', '198.51.100.8', 50_000, { sure: false, sport: 443 }));
  expect(count(table, [], rulesOf({}), { show: 'uncertain' })).toMatchObject({
    uncertain: { flows: 1 },
    rows: [{ change: 'uncertain', why: expect.stringMatching(/not known/) }],
  });
  expect(count(table, [], rulesOf({ otherwise: { in: 'drop', out: 'drop' } })).denied.flows).toBe(1);
});

it('gives rules that allow what broke, which the language understands, whatever a name is', () => {
  const table = new ConnectionTable();
  for (let at = 0; at < 3; at++) table.add(aFlow(table, '10.0.0.1', '10.0.0.2', 3306));
  const [edge] = count(table, [], rulesOf({})).edges;
  const { policy, findings } = parsePolicy(`policy: p\nrules:\n${edge?.allow}\n`);
  expect(findings).toEqual([]);
  expect(policy?.rules[0]).toMatchObject({
    effect: { type: 'allow' },
    direction: 'out',
    peer: { vm: ['u-db'] },
    ports: [{ from: 3306, to: 3306, transport: 'tcp' }],
  });
});

it('counts each flow once, in whatever order flows came', () => {
  const flow = fc.record({
    src: fc.constantFrom('10.0.0.1', '10.0.0.2', '203.0.113.66', '198.51.100.8'),
    dst: fc.constantFrom('10.0.0.1', '10.0.0.2', '203.0.113.66'),
    dport: fc.constantFrom(22, 443, 5432),
    sure: fc.boolean(),
    alert: fc.constantFrom(0, 1),
  });
  fc.assert(
    fc.property(fc.array(flow, { maxLength: 40 }), (flows) => {
      const tell = (list: typeof flows): unknown => {
        const table = new ConnectionTable();
        for (const { src, dst, dport, ...more } of list) table.add(aFlow(table, src, dst, dport, more));
        const { denied, permitted, uncertain, unchanged, stopped, missed } = count(
          table,
          [],
          rulesOf({ rules: [toDb] }),
        );
        const sum = [denied, permitted, uncertain, unchanged].reduce((all, each) => all + each.flows, 0);
        expect(sum).toBe(list.length);
        return { denied, permitted, uncertain, unchanged, stopped, missed };
      };
      expect(tell([...flows].reverse())).toEqual(tell(flows));
    }),
  );
});

it('writes a policy of what was seen that allows just that, and not what alerts rest on', () => {
  const table = new ConnectionTable();
  table.add(aFlow(table, '10.0.0.1', '10.0.0.2', 5432));
  table.add(aFlow(table, '198.51.100.1', '10.0.0.1', 443));
  table.add(aFlow(table, '10.0.0.1', '198.51.100.53', 53, { protocol: 17 }));
  table.add(aFlow(table, '10.0.0.1', '203.0.113.66', 443, { alert: 1 }));
  const [web] = vms;
  if (web === undefined) throw new Error('no VM');
  const { text, flows, leftOut } = writeFromTraffic(web, vms, table);
  expect({ flows, leftOut }).toEqual({ flows: 3, leftOut: 1 });
  const { policy, findings } = parsePolicy(text);
  expect(findings).toEqual([]);
  expect(policy?.otherwise).toEqual({ in: 'deny', out: 'deny' });
  expect(policy?.rules.map(({ direction, peer, ports }) => [direction, peer, ports[0]?.from])).toEqual([
    ['in', { address: ['198.51.100.1/32'] }, 443],
    ['out', { address: ['198.51.100.53/32'] }, 53],
    ['out', { vm: ['u-db'] }, 5432],
  ]);
});
