import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract, type MienContract } from '../shared/contract/contract.ts';
import { createClient } from '../shared/rpc/client.ts';
import { createMemoryChannels } from '../shared/rpc/memory-channel.ts';
import type { Client } from '../shared/rpc/procedure.ts';
import { createServer } from '../shared/rpc/server.ts';
import { createEngine, type Engine } from './engine.ts';
import { engineOptions } from './engine-options.test-support.ts';
import { createTurnedClock, type TurnedClock } from './hosts/simulated/turned-clock.test-support.ts';

const START = Date.UTC(2026, 2, 3, 9) * 1000;
let folder: string;
let engine: Engine;
let client: Client<MienContract>;
let clock: TurnedClock;
let session: string;
let ids: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mien-engine-twin-'));
  clock = createTurnedClock(START);
  engine = createEngine(engineOptions(join(folder, 'home'), { clock }));
  const [near, far] = createMemoryChannels();
  createServer(contract, engine.handlers, far, engine.sinks);
  client = createClient(contract, near);
  const uri = 'simulated:///?vms=12&seed=3&incidents=off';
  ({ session } = await client.call('host.add', { uri, capture: false, capturePrefix: [] }));
  clock.turn(30 * 60_000);
  const { rows } = await client.call('subject.list', { session });
  ids = rows.filter(({ vm }) => vm?.state === 'running').map(({ id }) => id);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('twins of a simulated fleet', () => {
  test('each running VM has one, which says what it has learned, from what, and what comes next', async () => {
    for (const id of ids) {
      const twin = await client.call('twin.get', { session, id });
      expect(twin.baseline).toMatchObject({ origin: 'grown', order: 6, model: 'ngram' });
      expect(twin.baseline.events).toBeGreaterThan(0);
      expect(twin.baseline.incompleteReason).not.toBe('');
      expect(twin.channels.map(({ channel }) => channel)).toEqual([
        'syscalls',
        'processes',
        'flows',
        'resources',
        'agent',
      ]);
      expect(twin.channels.filter(({ available }) => available).map(({ channel }) => channel)).toContain('resources');
      expect(twin.composition.reduce((sum, { events }) => sum + events, 0)).toBeGreaterThan(0);
      expect(twin.budget.perWeek).toBe(1);
    }
  });

  test('what was observed is charted beside what was predicted, over all time or a window of it', async () => {
    const [id = ''] = ids;
    const all = await client.call('twin.series', { session, id, channel: 'resources', buckets: 30 });
    expect(all.points.length).toBeLessThanOrEqual(30);
    expect(all.points.some(({ observed }) => observed !== null)).toBe(true);
    const window = { from: START + 600e6, to: START + 900e6 };
    const part = await client.call('twin.series', { session, id, channel: 'flows', buckets: 10, window });
    expect(part).toMatchObject({ ...window, unit: 'bits an event' });
    expect(part.points).toHaveLength(10);
    for (const { from, to } of part.learned) expect(from >= window.from && to <= window.to && from <= to).toBe(true);
  });

  test('mode, budget and guided runs are set, and told to who follows', async () => {
    const [id = ''] = ids;
    const heard: number[] = [];
    const end = new AbortController();
    client.follow('twin.changes', { session, id }, ({ version }) => void heard.push(version), { signal: end.signal });
    await client.call('twin.mode', { session, id, mode: 'enforce' });
    await client.call('twin.budget', { session, id, perWeek: 5 });
    let twin = await client.call('twin.get', { session, id });
    expect(twin).toMatchObject({ mode: 'enforce', budget: { perWeek: 5 } });
    await client.call('twin.profile', { session, id, action: 'begin', workload: 'nightly build' });
    clock.turn(60_000);
    await client.call('twin.profile', { session, id, action: 'end', workload: 'nightly build' });
    twin = await client.call('twin.get', { session, id });
    expect(twin.baseline).toMatchObject({ origin: 'profiled', originText: 'Profiled under nightly build.' });
    expect(twin.versions).toMatchObject([{ id: 1, note: 'profiled under nightly build', inUse: true }]);
    await client.call('twin.use', { session, id, version: 1 });
    await expect(client.call('twin.use', { session, id, version: 99 })).rejects.toMatchObject({ code: 'not-found' });
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThan(1);
    end.abort();
  });

  test('what is no VM has none, and what waits for no decision cannot be decided', async () => {
    const [id = ''] = ids;
    await expect(client.call('twin.get', { session, id: '10.0.0.1' })).rejects.toMatchObject({ code: 'not-found' });
    const decide = client.call('twin.decide', { session, id, windows: ['nothing'], decision: 'accept' });
    await expect(decide).rejects.toMatchObject({ code: 'not-found' });
    expect(await client.call('twin.preview', { session, id, windows: ['nothing'] })).toEqual({
      teaches: [],
      alerts: [],
    });
  });

  test('two times are told apart in words', async () => {
    const [id = ''] = ids;
    const { sentences } = await client.call('twin.diff', { session, id, from: START + 60e6, to: START + 1800e6 });
    expect(sentences.length).toBeGreaterThan(0);
    expect(sentences.every(({ text, kind }) => text !== '' && kind === 'new')).toBe(true);
  });
});
