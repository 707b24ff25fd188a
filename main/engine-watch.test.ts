import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract, type MienContract } from '../shared/contract/contract.ts';
import type { Host } from '../shared/contract/host.ts';
import { createClient } from '../shared/rpc/client.ts';
import { createMemoryChannels } from '../shared/rpc/memory-channel.ts';
import type { Client, ReturnOf } from '../shared/rpc/procedure.ts';
import { createServer } from '../shared/rpc/server.ts';
import { createEngine, type Engine } from './engine.ts';
import { createTurnedClock, type TurnedClock } from './hosts/simulated/turned-clock.test-support.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const URI = 'simulated:///?vms=20&seed=3&incidents=off';
const START = Date.UTC(2026, 2, 3, 9) * 1000;
let folder: string;
let engine: Engine;
let client: Client<MienContract>;
let clock: TurnedClock;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-engine-watch-'));
  clock = createTurnedClock(START);
  engine = createEngine({
    home: join(folder, 'home'),
    resources: join(root, 'resources'),
    applicationRoot: root,
    parser: { node: process.execPath, entry: join(root, 'app', 'parser', 'parser.ts'), codeRoot: root },
    hosts: { node: process.execPath, entry: join(root, 'app', 'host', 'host.ts') },
    shell: 'browser',
    version: '0.0.0',
    user: 'tester',
    clock,
  });
  const [near, far] = createMemoryChannels();
  createServer(contract, engine.handlers, far, engine.sinks);
  client = createClient(contract, near);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const add = (uri: string, name = '') =>
  client.call('host.add', { uri, capture: false, capturePrefix: [], ...(name === '' ? {} : { name }) });
async function host(id: string): Promise<Host | undefined> {
  const { hosts } = await client.call('host.list', {});
  return hosts.find((known) => known.id === id);
}
type Resources = ReturnOf<MienContract['subject.resources']>;
const valuesOf = (resources: Resources, key: string): (number | null)[] =>
  resources.series.find((series) => series.key === key)?.values ?? [];

describe('a simulated host', () => {
  test('is added, listed, charted, described, paused, tried again and removed', async () => {
    const { id, session } = await add(URI, 'The demo');
    expect(await add(URI)).toEqual({ id, session });
    clock.turn(120_000);
    expect(await host(id)).toMatchObject({
      name: 'The demo',
      transport: 'simulated',
      state: 'up',
      vms: 20,
      failure: null,
      lastTick: START + 120e6,
    });
    const { open, current } = await client.call('session.list', {});
    expect(current).toBe(session);
    expect(open.find((known) => known.id === session)).toMatchObject({
      state: 'watching',
      live: { kind: 'live', hosts: [id], lastTick: START + 120e6, recording: null },
    });
    const { rows } = await client.call('subject.list', { session });
    expect(rows).toHaveLength(20);
    const running = rows.find((row) => row.vm?.state === 'running');
    expect(running).toMatchObject({ vm: { host: id, hostName: 'The demo', hung: false } });
    const vm = running?.id ?? '';
    const { machine } = await client.call('subject.machine', { session, id: vm });
    expect(machine).toMatchObject({ uuid: vm, host: id, state: 'running', moves: [] });
    expect(machine?.interfaces).toHaveLength(1);
    expect(await client.call('subject.machine', { session, id: 'nobody' })).toEqual({ machine: null });

    const resources = await client.call('subject.resources', { session, id: vm, buckets: 12 });
    expect(resources.times).toHaveLength(12);
    for (const { values } of resources.series) expect(values).toHaveLength(12);
    const cpu = valuesOf(resources, 'cpu');
    // Rates need two samples: the first interval has none.
    expect(cpu.slice(1).every((value) => value !== null && value > 0 && value <= 1)).toBe(true);
    expect(
      valuesOf(resources, 'received')
        .slice(1)
        .every((value) => value !== null && value >= 0),
    ).toBe(true);
    expect(valuesOf(resources, 'written').some((value) => value !== null)).toBe(true);
    expect(resources.gaps).toEqual([]);

    await client.call('host.pause', { id, paused: true });
    expect(await host(id)).toMatchObject({ state: 'paused' });
    clock.turn(120_000);
    expect(await host(id)).toMatchObject({ lastTick: START + 120e6 });
    await client.call('host.pause', { id, paused: false });
    await client.call('host.retry', { id });
    clock.turn(60_000);
    expect(await host(id)).toMatchObject({ state: 'up', lastTick: START + 300e6 });
    const after = await client.call('subject.resources', { session, id: vm, buckets: 30 });
    expect(after.gaps).toMatchObject([{ from: START + 120e6, reason: 'The simulation was paused.' }]);
    for (const key of ['cpu', 'received', 'written']) {
      const values = valuesOf(after, key);
      for (const [index, time] of after.times.entries())
        if (time >= START + 130e6 && time + after.step < START + 235e6) expect(values[index], key).toBeNull();
      expect(values.at(-1), key).not.toBeNull();
    }

    await client.call('host.remove', { id });
    expect(await host(id)).toBeUndefined();
    await expect(client.call('host.remove', { id })).rejects.toThrow('no longer watched');
    const last = clock.now();
    clock.turn(5000);
    const { open: later } = await client.call('session.list', {});
    expect(later.find((known) => known.id === session)?.end).toBeLessThanOrEqual(last);
    await client.call('session.close', { session });
    expect((await client.call('host.list', {})).hosts).toEqual([]);
  });

  test('whose URI is wrong says what to do', async () => {
    for (const uri of ['simulated:///?vms=many', 'qemu+ssh://no host/', 'nonsense'])
      await expect(add(uri)).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringMatching(/(simulated|qemu):\/\/|qemu\+/) as string,
      });
  });

  test('two of them stand in one session without mixing their flows', async () => {
    const first = await add('simulated:///?vms=30&seed=1&incidents=off');
    const second = await add('simulated:///?vms=30&seed=2&incidents=off');
    expect(second.session).toBe(first.session);
    clock.turn(60_000);
    const { session } = first;
    const { open } = await client.call('session.list', {});
    const { rows, total } = await client.call('flow.list', { session, limit: 1 });
    expect(rows).toHaveLength(1);
    // The last few wait to be written together.
    const told = open.find((known) => known.id === session)?.flows ?? 0;
    expect(total).toBeGreaterThan(100);
    expect(told - total).toBeLessThan(16);
    expect((await client.call('subject.list', { session })).rows).toHaveLength(60);
    await client.call('session.close', { session });
  });
});

test('a recording, opened, has the same VMs with the same rates; files are refused in a sentence', async () => {
  const { session, id } = await add(URI);
  const from = clock.now();
  clock.turn(60_000);
  const path = join(folder, 'recorded.mien');
  expect(await client.call('record.start', { session, path })).toEqual({ path });
  await expect(client.call('record.start', { session })).rejects.toThrow('already');
  const began = clock.now();
  clock.turn(240_000);
  const { open } = await client.call('session.list', {});
  expect(open.find((known) => known.id === session)?.live?.recording).toMatchObject({ path, since: began });
  const window = { from: began + 40e6, to: began + 240e6 };
  const live = await client.call('subject.list', { session });
  const vm = live.rows.find((row) => row.vm?.state === 'running')?.id ?? '';
  const charted = await client.call('subject.resources', { session, id: vm, buckets: 20, window });
  const machine = await client.call('subject.machine', { session, id: vm });
  const saved = await client.call('record.stop', { session });
  expect(saved.bytes).toBeGreaterThan(10_000);
  await expect(client.call('record.stop', { session })).rejects.toThrow('Nothing is being recorded');
  expect(from).toBeLessThan(began);
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  await client.call('session.close', { session });

  const again = await client.call('session.open', { paths: [path] });
  const state = async () =>
    (await client.call('session.list', {})).open.find((known) => known.id === again.session)?.state;
  await expect.poll(state, { timeout: 30_000 }).toBe('ready');
  const opened = await client.call('subject.list', { session: again.session });
  const named = ({ rows }: typeof live) =>
    new Set(rows.map((row) => [row.id, row.name, row.vm?.state, row.sensitivity].join(' ')));
  expect(named(opened)).toEqual(named(live));
  expect(await client.call('subject.resources', { session: again.session, id: vm, buckets: 20, window })).toEqual(
    charted,
  );
  expect(await client.call('subject.machine', { session: again.session, id: vm })).toEqual({
    machine: { ...machine.machine, hostName: id },
  });
  await expect(client.call('record.start', { session: again.session })).rejects.toThrow('a file already');
  await expect(client.call('replay.steer', { session: again.session, speed: 2 })).rejects.toThrow('not played');
  await client.call('session.close', { session: again.session });
});

test('what is closed while it records leaves nothing beside the file that was to be', async () => {
  const { session } = await add(URI);
  const path = join(folder, 'left.mien');
  await client.call('record.start', { session, path });
  clock.turn(5000);
  await client.call('session.close', { session });
  expect(existsSync(path)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(readdirSync(join(folder, 'home')).includes('demo')).toBe(false);
});
