import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FeedSettings } from '../shared/contract/intel.ts';
import { createEngine, type Engine } from './engine.ts';
import { engineOptions } from './engine-options.test-support.ts';

const { signal } = new AbortController();
let home = '';
let engine: Engine;
const start = (): Engine => createEngine(engineOptions(home));
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mien-intel-'));
  engine = start();
});
afterEach(async () => {
  await engine.close();
  rmSync(home, { recursive: true, force: true });
});

const settings = (more: Partial<FeedSettings>): FeedSettings => ({
  id: 'own-list',
  name: 'Own list',
  source: { kind: 'file', path: join(home, 'list.txt') },
  format: '',
  isWarning: false,
  isGood: false,
  weight: 0.9,
  halfLife: 90,
  licence: 'own',
  mayExport: true,
  every: 0,
  state: 'preview',
  ...more,
});

it('a feed is judged on what is stored before it is trusted, then met at once, and outlives a restart', async () => {
  const { handlers } = engine;
  const { session } = await handlers['session.openSample']({}, signal);
  for (;;) {
    const { open } = await handlers['session.list']({}, signal);
    if (open.find(({ id }) => id === session)?.state === 'ready') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // The sample's beacon asks for it.
  const listed = 'cdn-status.example.org';
  writeFileSync(join(home, 'list.txt'), `${listed}\nnever-seen.example.com\n`);

  await handlers['intel.put']({ settings: settings({}) }, signal);
  await handlers['intel.refresh']({ id: 'own-list' }, signal);
  for (;;) {
    const { feeds } = await handlers['intel.list']({}, signal);
    if (feeds[0]?.isBusy === false && feeds[0].health !== 'empty') break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect((await handlers['intel.list']({}, signal)).feeds).toMatchObject([
    { health: 'preview', indicators: 2, hits: 0 },
  ]);
  expect(await handlers['intel.ask']({ value: listed }, signal)).toMatchObject({ reputation: 0.5, unknown: true });

  const preview = await handlers['intel.preview']({ session, feed: 'own-list' }, signal);
  expect(preview).toMatchObject({
    things: 1,
    known: 0,
    rows: [{ value: listed, kind: 'domain', matchKind: 'domain' }],
  });
  expect(preview.rows[0]?.subjects.length).toBeGreaterThan(0);

  await handlers['intel.put']({ settings: settings({ state: 'trusted' }) }, signal);
  const opinion = await handlers['intel.ask']({ value: listed }, signal);
  expect(opinion.reputation).toBeLessThan(0.5);
  expect(opinion.listings).toMatchObject([{ feedName: 'Own list', matchKind: 'domain', weight: 0.9, age: 1 }]);
  expect((await handlers['intel.list']({}, signal)).feeds[0]?.hits).toBe(preview.alertsAdded);
  expect(preview.alertsAdded).toBeGreaterThan(0);
  expect(() => handlers['intel.ask']({ value: 'what is this' }, signal)).toThrow('Ask for an address');
  await expect(handlers['intel.preview']({ session, feed: 'none' }, signal)).rejects.toThrow('There is no feed none');

  await engine.close();
  engine = start();
  for (let tries = 0; tries < 200; tries++) {
    if (!(await engine.handlers['intel.ask']({ value: listed }, signal)).unknown) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await engine.handlers['intel.ask']({ value: listed }, signal)).toMatchObject({ unknown: false });
  await engine.handlers['intel.remove']({ id: 'own-list' }, signal);
  expect((await engine.handlers['intel.list']({}, signal)).feeds).toEqual([]);
});
