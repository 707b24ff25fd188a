import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Change } from '../../shared/contract/enforcement.ts';
import type { Alert } from '../../shared/contract/subject.ts';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import { createFlow } from '../captures/import/create-flow.ts';
import type { HostRules } from '../policy/host-rules.ts';
import type { PlacedPolicy } from '../policy/resolve/candidate.ts';
import { resolvePolicies } from '../policy/resolve/resolve-policies.ts';
import { makeVm, makeWorld } from '../policy/resolve/world.test-support.ts';
import { toAddressValue } from '../store/address-value.ts';
import { SessionStore } from '../store/session-store.ts';
import { ChangeFollower, type FollowedSession } from './change-follower.ts';

const web = makeVm(1, { name: 'web' });
const db = makeVm(2, { name: 'db', role: 'db' });
const world = makeWorld([web, db]);
const [webAt, dbAt] = ['10.0.0.1', '10.0.0.2'];
const applied = 1_700_000_000_000;

const place = (text: string): PlacedPolicy => ({ policy: parsePolicy(text).policy!, version: 1 });
const rulesOf = (...policies: PlacedPolicy[]): HostRules[] => resolvePolicies(policies, new Map(), world, null).hosts;
const noDatabase = place('policy: a\napplies: { role: web }\nrules:\n  - deny: outbound\n    ports: [5432]\n');
const noMail = place('policy: b\napplies: { role: web }\nrules:\n  - deny: outbound\n    ports: [25]\n');

let store: SessionStore;
let session: FollowedSession;
let follower: ChangeFollower<FollowedSession>;
let loaded: HostRules[];
let now: number;
let changes: Map<string, Change>;
let withheld: { host: string; flow: ReturnType<typeof createFlow> }[];
let harms: { change: string; harms: readonly string[]; relax: boolean }[];
let ids: number;

const makeChange = (id: string, at: number): Change => ({
  id,
  title: id,
  policies: [{ name: 'a', version: 1, before: null }],
  by: 'ada',
  reason: '',
  at: at * 1000,
  state: 'confirmed',
  deadline: null,
  endsAt: null,
  hosts: [],
  audit: 1,
  automatic: false,
  watched: null,
  effect: [],
  denied: [],
});
interface Told {
  src?: string;
  dst?: string;
  dport?: number;
  state?: string;
  took?: number;
}
function tell(at: number, { src = webAt, dst = dbAt, dport = 5432, state = 'SF', took = 20 }: Told = {}): number {
  const [bytes, packets] = [
    { bytesOut: 500, bytesIn: 500 },
    { packetsOut: 4, packetsIn: 4 },
  ];
  const words = { transport: 'tcp', service: '', state, tunnel: '', name: '', vlan: null, final: true };
  const times = { start: at * 1000, end: (at + took) * 1000 };
  const ends = { src: toAddressValue(src), dst: toAddressValue(dst), sport: 40_000, dport };
  store.putFlow({ id: ++ids, ...times, ...ends, ...words, ...bytes, ...packets }, new Uint8Array(1));
  return ids;
}
const denied = (id: string): unknown[] =>
  (changes.get(id)?.denied ?? []).map(({ vmName, direction, peer, service, count, known, malicious }) =>
    [vmName, direction, peer, service, count, known, malicious].join(' '),
  );

beforeEach(() => {
  store = new SessionStore(':memory:');
  session = {
    store,
    generation: 1,
    assessment: { subjects: [], localNetworks: [] },
    ledger: { hosts: new Set(['hv-a']) },
  };
  [loaded, now, changes, withheld, harms, ids] = [[], applied, new Map(), [], [], 0];
  follower = new ChangeFollower({
    sessions: () => [session],
    world: () => world,
    loaded: () => loaded,
    find: (id) => changes.get(id),
    nameOf: (uuid) => world.vms.find((vm) => vm.uuid === uuid)?.name ?? uuid,
    withheld: () => withheld.splice(0),
    note: (id, measured) => changes.set(id, { ...changes.get(id)!, ...measured }),
    onHarm: (change, policies, found, relax) => harms.push({ change: change.id, harms: found, relax }),
    now: () => now,
  });
});
afterEach(() => store.close());

function enforce(id: string, rules: HostRules[]): void {
  changes.set(id, makeChange(id, now));
  follower.begin(id, loaded, ['a']);
  loaded = rules;
}

it('counts once what a change denies of what was permitted before, and knows what was needed', () => {
  for (let minute = 60; minute > 0; minute--) tell(applied - minute * 60_000);
  follower.look();
  enforce('one', rulesOf(noDatabase));
  tell(now - 1);
  for (let at = 0; at < 4; at++) {
    tell(now + 100 * at, { state: 'S0' });
    tell(now + 100 * at, { dport: 443 });
    now += 2000;
    follower.look();
  }
  follower.look();
  expect(denied('one')).toEqual(['web out 10.0.0.2 postgresql 5432 4 true false']);
  expect(changes.get('one')?.watched?.from).toBe(applied * 1000);
});

it('counts what was told late and out of order', () => {
  enforce('one', rulesOf(noDatabase));
  ids = 100;
  tell(now + 10, { state: 'S0' });
  follower.look();
  ids = 50;
  tell(now + 5, { state: 'S0' });
  follower.look();
  expect(denied('one')).toEqual(['web out 10.0.0.2 postgresql 5432 2 false false']);
});

it('tells one change from the next, and ends with what takes it back', () => {
  follower.look();
  enforce('one', rulesOf(noDatabase));
  now += 10_000;
  enforce('two', rulesOf(noDatabase, noMail));
  tell(now + 1, { state: 'S0' });
  tell(now + 2, { dport: 25, state: 'S0' });
  follower.look();
  expect(denied('one')).toEqual(['web out 10.0.0.2 postgresql 5432 1 false false']);
  expect(denied('two')).toEqual(['web out 10.0.0.2 smtp 25 1 false false']);
  changes.set('two', { ...changes.get('two')!, state: 'reverted' });
  loaded = rulesOf(noDatabase);
  tell(now + 3, { dport: 25 });
  tell(now + 4, { state: 'S0' });
  follower.look();
  expect(denied('one')).toEqual(['web out 10.0.0.2 postgresql 5432 2 false false']);
  expect(denied('two')).toHaveLength(1);
  now += 3_700_000;
  tell(now, { state: 'S0' });
  follower.look();
  expect(denied('one')).toEqual(['web out 10.0.0.2 postgresql 5432 2 false false']);
});

it('says which alerts rest on it, and counts what a simulated host held back', () => {
  const bad = { flows: [tell(now - 1000, { dst: '203.0.113.7', dport: 25 })], flowCount: 1, filter: '', score: 1 };
  session.assessment = { subjects: [{ alerts: [bad as unknown as Alert] } as never], localNetworks: [] };
  enforce('one', rulesOf(noMail));
  const side = { packets: 1, bytes: 60, payload: 0, flags: 0 };
  const flow = createFlow({
    id: 9,
    transport: 'tcp',
    src: webAt,
    sport: 1,
    dst: '203.0.113.7',
    dport: 25,
    start: now * 1000 + 5,
    end: now * 1000 + 6,
    state: 'SF',
    out: side,
    in: side,
  });
  withheld.push({ host: 'hv-a', flow }, { host: 'another', flow });
  follower.look();
  expect(denied('one')).toEqual(['web out 203.0.113.7 smtp 25 1 false true']);
});

it('flags a change that doubles the latency of a service once, and spares what the rules deny', () => {
  for (let at = 600; at > 0; at--) {
    tell(applied - at * 1000, { src: '10.0.0.77', dst: webAt, dport: 443, took: 10 + (at % 20) });
    tell(applied - at * 1000, { took: 5 });
  }
  enforce('one', rulesOf(noDatabase));
  for (let at = 0; at < 90; at++) {
    tell(now, { src: '10.0.0.77', dst: webAt, dport: 443, took: 2 * (10 + (at % 20)) });
    tell(now, { state: 'S0', took: 0 });
    now += 1000;
    follower.look();
  }
  expect(harms).toEqual([{ change: 'one', harms: [expect.stringContaining('time a connection takes')], relax: true }]);
  const effect = changes.get('one')!.effect;
  expect(effect.find(({ harm }) => harm)).toMatchObject({
    what: 'https 443 offered by web: time a connection takes',
    unit: 'ms',
    before: expect.closeTo(19.5, -1),
    now: expect.closeTo(39, -1),
  });
  expect(effect.some(({ what }) => what.includes('5432'))).toBe(false);
});

it('finds no harm where nothing got worse, and lets no VM at risk talk itself free', () => {
  const run = (id: string, took: number): void => {
    enforce(id, rulesOf(id === 'calm' ? noDatabase : noMail));
    for (let at = 0; at < 60; at++) {
      tell(now, { dst: '10.0.0.9', dport: 443, took: took + (at % 10) });
      now += 1000;
      follower.look();
    }
  };
  for (let at = 300; at > 0; at--) tell(applied - at * 1000, { dst: '10.0.0.9', dport: 443, took: 20 + (at % 10) });
  run('calm', 20);
  expect(harms).toEqual([]);
  web.risk = 0.9;
  run('worse', 80);
  web.risk = 0;
  expect(harms.filter(({ change }) => change === 'worse').map(({ relax }) => relax)).toEqual([false]);
});
