import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contract, type MienContract } from '../shared/contract/contract.ts';
import type { Change } from '../shared/contract/enforcement.ts';
import { createClient } from '../shared/rpc/client.ts';
import { createMemoryChannels } from '../shared/rpc/memory-channel.ts';
import type { Client } from '../shared/rpc/procedure.ts';
import { createServer } from '../shared/rpc/server.ts';
import { createEngine, type Engine } from './engine.ts';
import { engineOptions } from './engine-options.test-support.ts';
import { createTurnedClock, type TurnedClock } from './hosts/simulated/turned-clock.test-support.ts';

/** Milliseconds of the past that are watched before anything is changed. */
const PAST = 840_000;
let home: string;
let engine: Engine;
let client: Client<MienContract>;
let clock: TurnedClock;
let session: string;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'mien-engine-effect-'));
  clock = createTurnedClock((Date.now() - PAST) * 1000);
  engine = createEngine(engineOptions(join(home, 'home'), { clock }));
  const [near, far] = createMemoryChannels();
  createServer(contract, engine.handlers, far, engine.sinks);
  client = createClient(contract, near);
  const uri = 'simulated:///?vms=20&seed=3&incidents=off';
  ({ session } = await client.call('host.add', { uri, capture: false, capturePrefix: [] }));
  clock.turn(PAST);
});
afterEach(async () => {
  await engine.close();
  rmSync(home, { recursive: true, force: true });
});

it('tells what a change denies of what was permitted, and how what it permits fares', async () => {
  const { rows } = await client.call('subject.list', { session });
  // It serves the web and asks a database for it.
  const vm = rows.filter(({ name }) => name.includes('web')).toSorted((left, right) => right.flows - left.flows)[0]!;
  const text = `policy: no-db\napplies: { vm: ${vm.name} }\nrules:\n  - deny: outbound\n    ports: [5432]\n`;
  await client.call('policy.save', { text, base: null, reason: '' });
  const plan = await client.call('policy.plan', { name: 'no-db', version: 1 });
  const applied = await client.call('change.apply', { plan: plan.id, reason: 'try' });
  expect(applied).toMatchObject({ denied: [], effect: [], watched: null });
  await client.call('change.keep', { id: applied.id });
  let change: Change = applied;
  for (let tries = 0; change.denied.length === 0 || change.effect.length === 0; tries++) {
    expect(tries).toBeLessThan(40);
    clock.turn(10_000);
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
    change = (await client.call('change.list', {})).changes.find(({ id }) => id === applied.id)!;
  }
  expect(change.state).toBe('confirmed');
  expect(new Set(change.denied.map(({ vmName, direction }) => `${vmName} ${direction}`))).toEqual(
    new Set([`${vm.name} out`]),
  );
  expect(change.denied.every(({ service }) => service.endsWith(' 5432'))).toBe(true);
  expect(change.denied.some(({ known, malicious }) => known && !malicious)).toBe(true);
  expect(change.watched?.from).toBe(change.at);
  expect(change.effect.every(({ what }) => what.includes(vm.name) && !what.includes(' 5432 used'))).toBe(true);
  expect(change.effect.some(({ before }) => before !== null && before > 0)).toBe(true);
}, 60_000);
