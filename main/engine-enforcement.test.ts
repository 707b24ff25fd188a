import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contract, type MienContract } from '../shared/contract/contract.ts';
import type { Change } from '../shared/contract/enforcement.ts';
import { createClient } from '../shared/rpc/client.ts';
import { createMemoryChannels } from '../shared/rpc/memory-channel.ts';
import type { Client } from '../shared/rpc/procedure.ts';
import { createServer } from '../shared/rpc/server.ts';
import { createEngine, type Engine } from './engine.ts';
import { engineOptions } from './engine-options.test-support.ts';
import { createTurnedClock, type TurnedClock } from './hosts/simulated/turned-clock.test-support.ts';

const START = Date.UTC(2026, 2, 3, 9) * 1000;
let home: string;
let engine: Engine;
let client: Client<MienContract>;
let clock: TurnedClock;
let session: string;
let host: string;

async function start(): Promise<void> {
  clock = createTurnedClock(START);
  engine = createEngine(engineOptions(join(home, 'home'), { clock }));
  const [near, far] = createMemoryChannels();
  createServer(contract, engine.handlers, far, engine.sinks);
  client = createClient(contract, near);
  ({ id: host, session } = await client.call('host.add', {
    uri: 'simulated:///?vms=20&seed=3&incidents=off',
    capture: false,
    capturePrefix: [],
  }));
  clock.turn(60_000);
}
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'mien-engine-enforcement-'));
  await start();
});
afterEach(async () => {
  await engine.close();
  rmSync(home, { recursive: true, force: true });
});

/** The VM that opens most connections, and how many it does in a while from now on. */
async function busiest(): Promise<{ id: string; name: string; flows: number }> {
  const { rows } = await client.call('subject.list', { session });
  return rows.toSorted((left, right) => right.flows - left.flows)[0]!;
}
async function flowsOf(vm: string): Promise<number> {
  const { rows } = await client.call('subject.list', { session });
  return rows.find(({ id }) => id === vm)?.flows ?? 0;
}
async function flowsIn(vm: string, milliseconds: number): Promise<number> {
  const before = await flowsOf(vm);
  clock.turn(milliseconds);
  return (await flowsOf(vm)) - before;
}
async function until(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await check()); tries += 1) {
    if (tries > 200) throw new Error('it does not happen');
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}
const changeOf = async (id: string): Promise<Change> =>
  (await client.call('change.list', {})).changes.find((change) => change.id === id)!;

describe('enforcing on a simulated host', () => {
  it('isolates a VM in one confirmed act with its plan shown, and releases it', async () => {
    const vm = await busiest();
    expect(await flowsIn(vm.id, 60_000)).toBeGreaterThan(5);
    const pathsFrom = async (): Promise<{ likeliest: unknown[]; basis: string }> => {
      const { rows } = await client.call('subject.list', { session });
      const targets = rows.map(({ id }) => id).filter((id) => id !== vm.id);
      return client.call('paths.get', { session, starts: [vm.id], targets });
    };
    expect((await pathsFrom()).likeliest.length).toBeGreaterThan(0);
    const plan = await client.call('vm.plan-isolation', { vm: vm.id, isolate: true, lifetime: null });
    expect(plan).toMatchObject({ title: `Isolate ${vm.name}`, vms: 1, refusals: [] });
    expect(plan.hosts).toMatchObject([{ host, rules: 'simulated', vms: 1, refusals: [] }]);
    expect(plan.hosts[0]!.lines.filter(({ change }) => change === 'added').length).toBeGreaterThan(3);
    const change = await client.call('change.apply', { plan: plan.id, reason: 'It calls a controller.' });
    expect(change).toMatchObject({ state: 'pending', by: 'test', hosts: [{ state: 'applied' }] });
    expect(change.deadline! - change.at).toBeGreaterThan(25e6);
    expect(await flowsIn(vm.id, 60_000)).toBe(0);
    await expect(client.call('change.apply', { plan: plan.id, reason: 'again' })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await client.call('change.keep', { id: change.id })).toMatchObject({ state: 'confirmed', deadline: null });
    const status = await client.call('enforcement.get', {});
    expect(status.isolated).toMatchObject([
      { vm: vm.id, vmName: vm.name, by: 'test', reason: 'It calls a controller.' },
    ]);
    expect(status.hosts).toMatchObject([{ host, permitted: true, rules: 'simulated', state: 'as-wanted' }]);
    expect(await flowsIn(vm.id, 60_000)).toBe(0);
    const left = await pathsFrom();
    expect(left.likeliest).toEqual([]);
    expect(left.basis).toMatch(/Rules in force speak of 1 VM and deny \d+ ways/);
    const back = await client.call('vm.plan-isolation', { vm: vm.id, isolate: false, lifetime: null });
    const released = await client.call('change.apply', { plan: back.id, reason: 'It is clean.' });
    await client.call('change.keep', { id: released.id });
    expect(await flowsIn(vm.id, 60_000)).toBeGreaterThan(5);
    const { entries, whole, total } = await client.call('audit.list', { limit: 100 });
    expect(whole).toBe(true);
    expect(total).toBe(entries.length);
    expect(entries.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        `change applied: Isolate ${vm.name}`,
        `kept: Isolate ${vm.name}`,
        `kept: Release ${vm.name}`,
      ]),
    );
    expect((await client.call('audit.list', { limit: 10, about: vm.name })).entries.length).toBeGreaterThan(3);
  });

  it('puts a policy into force and takes it back: at once, and later', async () => {
    const vm = await busiest();
    const text = `policy: shut\napplies: { vm: ${vm.name} }\nrules:\n  - deny: both\n`;
    await client.call('policy.save', { text, base: null, reason: '' });
    const apply = async (): Promise<Change> => {
      const plan = await client.call('policy.plan', { name: 'shut', version: 1 });
      expect(plan.policies).toEqual([{ name: 'shut', version: 1, before: null }]);
      expect(
        plan.hosts[0]!.lines.some(({ policy, line, change }) => policy === 'shut' && line === 4 && change === 'added'),
      ).toBe(true);
      return client.call('change.apply', { plan: plan.id, reason: 'try' });
    };
    const first = await apply();
    expect(await flowsIn(vm.id, 30_000)).toBe(0);
    expect(await client.call('change.revert', { id: first.id, reason: 'no' })).toMatchObject({ state: 'reverted' });
    expect(await flowsIn(vm.id, 60_000)).toBeGreaterThan(5);
    await expect(client.call('change.keep', { id: first.id })).rejects.toMatchObject({ code: 'conflict' });
    const second = await apply();
    await client.call('change.keep', { id: second.id });
    const { policies } = await client.call('policy.list', {});
    expect(policies).toMatchObject([{ name: 'shut', stage: 'enforcing', enforcedVersion: 1 }]);
    await expect(client.call('policy.remove', { name: 'shut', reason: '' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await client.call('change.revert', { id: second.id, reason: 'enough' });
    await until(async () => (await client.call('enforcement.get', {})).hosts[0]!.state === 'none');
    expect(await flowsIn(vm.id, 60_000)).toBeGreaterThan(5);
    expect((await changeOf(second.id)).state).toBe('reverted');
  });

  it('refuses a plan that has become stale, one that breaks an invariant, and what is not permitted', async () => {
    const vm = await busiest();
    const text = `policy: shut\napplies: { vm: ${vm.name} }\nrules:\n  - deny: both\n`;
    await client.call('policy.save', { text, base: null, reason: '' });
    const plan = await client.call('policy.plan', { name: 'shut', version: 1 });
    const other = await client.call('vm.plan-isolation', { vm: vm.id, isolate: true, lifetime: null });
    const isolated = await client.call('change.apply', { plan: other.id, reason: 'x' });
    await expect(client.call('change.apply', { plan: plan.id, reason: 'x' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await client.call('change.keep', { id: isolated.id });
    await expect(client.call('change.apply', { plan: plan.id, reason: 'x' })).rejects.toMatchObject({
      code: 'conflict',
    });
    const broken = `policy: proud\napplies: { vm: ${vm.name} }\nrules:\n  - deny: both\ninvariants:\n  - "always: vm=${vm.name} -> 192.0.2.1:443/tcp"\n`;
    await client.call('policy.save', { text: broken, base: null, reason: '' });
    const refused = await client.call('policy.plan', { name: 'proud', version: 1 });
    expect(refused.refusals.join(' ')).toContain('always');
    await expect(client.call('change.apply', { plan: refused.id, reason: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await client.call('host.enforce', { id: host, permitted: false });
    const closed = await client.call('policy.plan', { name: 'shut', version: 1 });
    expect(closed.hosts[0]?.refusals.join(' ')).toContain('not permitted');
    await expect(client.call('change.apply', { plan: closed.id, reason: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    // What was in force went with the permission.
    expect(await flowsIn(vm.id, 60_000)).toBeGreaterThan(5);
  });
});
