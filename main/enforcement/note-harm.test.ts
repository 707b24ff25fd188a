import { afterEach, beforeEach, expect, it } from 'vitest';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import type { Automation } from '../../shared/policy/policy.ts';
import type { PlacedPolicy } from '../policy/resolve/candidate.ts';
import { makeVm, makeWorld } from '../policy/resolve/world.test-support.ts';
import { EnforcementStore } from '../store/enforcement-store.ts';
import { Enforcer } from './enforcer.ts';
import { digestOf } from './io/digest-of.ts';
import { mayRelax } from './may-relax.ts';
import type { PolicyShelf } from './policy-shelf.ts';
import { SimulatedGate } from './simulated-gate.ts';
import { SimulatedPort } from './simulated-port.ts';

const place = (automation: Automation, tier: string): PlacedPolicy => ({
  policy: parsePolicy(
    `policy: slow\ntier: ${tier}\napplies: { role: web }\nrules:\n  - limit: both\n    rate: 1 kbit/s\nautomation: ${automation}\n`,
  ).policy!,
  version: 1,
});
const world = makeWorld([makeVm(1)]);

let store: EnforcementStore;
let enforcer: Enforcer;
let enforced: PlacedPolicy[];
let policy: PlacedPolicy;
let begun: { change: string; policies: readonly string[] }[];
const shelf: PolicyShelf = {
  find: () => policy,
  enforced: () => enforced,
  staged: () => [],
  library: () => new Map(),
  setEnforced: (_, version) => {
    enforced = version === null ? [] : [policy];
  },
  setStaged: () => {},
};

beforeEach(() => {
  [enforced, begun, policy] = [[], [], place('enforce', 'segmentation')];
  store = new EnforcementStore(':memory:', digestOf, () => Date.now() * 1000);
  let ids = 0;
  const gate = new SimulatedGate();
  enforcer = new Enforcer({
    surroundings: {
      hosts: () => [{ id: 'hv-a', name: 'hv-a', permitted: true, up: true, simulated: true }],
      worlds: () => [{ id: 'live', world }],
      nameOf: (uuid) => world.vms.find((vm) => vm.uuid === uuid)?.name ?? uuid,
      open: (id) => new SimulatedPort(id, gate),
    },
    shelf,
    store,
    digest: digestOf,
    now: () => Date.now(),
    makeId: () => String(++ids),
    user: 'ada',
    prove: () => [],
    counted: () => ({ vms: 0, flows: 0, denied: 0, malicious: 0 }),
    onBegun: (change, before, policies) => begun.push({ change, policies }),
    onProblem: (problem) => {
      throw problem instanceof Error ? problem : new Error(String(problem));
    },
    onChange: () => {},
  });
});
afterEach(async () => {
  await enforcer.close();
  store.close();
});

async function enforce(): Promise<string> {
  const plan = await enforcer.plan({ kind: 'policy', name: 'slow', version: 1 });
  const { id } = await enforcer.apply(plan.id, 'less noise');
  await enforcer.keep(id);
  return id;
}
const find = (id: string): ReturnType<Enforcer['changes']>[number] =>
  enforcer.changes().find((change) => change.id === id)!;

it('a change that harms is told in the audit and stays where it may not be taken back', async () => {
  const id = await enforce();
  expect(begun).toEqual([{ change: id, policies: ['slow'] }]);
  await enforcer.noteHarm(find(id), ['https 443: 10 ms before, 20 ms now'], false);
  expect(find(id).state).toBe('confirmed');
  expect(store.audit.list(1)[0]).toMatchObject({
    who: 'automation',
    what: 'harms: Enforce slow version 1',
    about: 'slow',
    automatic: true,
    detail: ['It stays in force.'],
  });
});

it('a change that harms is taken back by automation where it may be, and the record says who did it', async () => {
  const id = await enforce();
  expect(enforced).toHaveLength(1);
  await enforcer.noteHarm(find(id), ['https 443: 10 ms before, 20 ms now'], true);
  expect(find(id).state).toBe('reverted');
  expect(enforced).toEqual([]);
  const [last, before] = store.audit.list(2);
  expect(last).toMatchObject({ who: 'automation', result: 'reverted', automatic: true });
  expect(last?.why).toBe('It harms: https 443: 10 ms before, 20 ms now');
  expect(before?.detail).toEqual(['It is taken back.']);
  expect(store.audit.check().whole).toBe(true);
});

it.each<[Automation, string, boolean]>([
  ['enforce', 'segmentation', true],
  ['enforce', 'baseline', true],
  ['enforce', 'quarantine', false],
  ['enforce', 'emergency', false],
  ['suggest', 'segmentation', false],
  ['observe', 'baseline', false],
])('automation %s of tier %s: may be taken back %s', (automation, tier, expected) => {
  policy = place(automation, tier);
  enforced = [policy];
  expect(mayRelax(['slow'], shelf)).toBe(expected);
  expect(mayRelax(['slow', 'another'], shelf)).toBe(false);
  expect(mayRelax([], shelf)).toBe(false);
});
