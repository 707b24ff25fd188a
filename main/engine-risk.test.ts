import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from './captures/session.ts';
import { createEngine, type Engine } from './engine.ts';
import { engineOptions } from './engine-options.test-support.ts';
import { createTurnedClock } from './hosts/simulated/turned-clock.test-support.ts';

const { signal } = new AbortController();
const sample = join(import.meta.dirname, '..', 'resources', 'sample.mien');
let home: string;
let engine: Engine;
let session: Session;
const idOf = (name: string): string => session.assessment.subjects.find((subject) => subject.name === name)?.id ?? '';

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'mien-risk-'));
  engine = createEngine(engineOptions(home));
  const path = join(home, 'day.mien');
  copyFileSync(sample, path);
  session = await engine.openAndRead([path]);
});
afterAll(async () => {
  await engine.close();
  rmSync(home, { recursive: true, force: true });
});

test('the risk of a VM that is attacked comes over, within its band, by the way that leads there', async () => {
  const { row, contributions, lowering } = await engine.handlers['subject.get'](
    { session: session.id, id: idOf('db') },
    signal,
  );
  const over = contributions.at(-1);
  expect(over).toMatchObject({ signal: 'within-reach', title: 'Within reach of attacker' });
  expect(over?.path?.map(({ fromName, toName }) => `${fromName} → ${toName}`)).toEqual(['attacker → web', 'web → db']);
  expect(row.risk ?? 1).toBeLessThan(0.4);
  expect(contributions.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(row.risk ?? 0, 2);
  expect(lowering[0]?.text).toContain('Clear attacker');
});

test('the history of each VM leads from its base rate to its risk, and is the same when all is judged again', async () => {
  const histories = async (): Promise<unknown[]> =>
    Promise.all(
      session.assessment.subjects.map(async ({ id, risk }) => {
        const history = await engine.handlers['subject.history']({ session: session.id, id }, signal);
        if (risk !== null) expect(history.moves.at(-1)?.after ?? 0.05).toBeCloseTo(risk, 1);
        for (const [at, move] of history.moves.entries())
          expect(move.before).toBeCloseTo(history.moves[at - 1]?.after ?? 0.05, 6);
        return history;
      }),
    );
  const first = await histories();
  await engine.handlers['settings.update']({ localNetworks: [] }, signal);
  expect(await histories()).toEqual(first);
  const { moves } = await engine.handlers['subject.history']({ session: session.id, id: idOf('attacker') }, signal);
  expect(moves[0]?.changes[0]).toMatchObject({ signal: 'arp-sweep', before: 0, alert: expect.any(String) });
});

test('dependencies say how each stands itself; a scanned port is none', async () => {
  const { rows } = await engine.handlers['subject.dependencies']({ session: session.id, id: idOf('web') }, signal);
  const told = rows.map(({ direction, name, services }) => `${direction} ${name} ${services.join(', ')}`);
  expect(told).toContain('uses cache redis 6379');
  expect(told[0]).toMatch(/^used-by attacker/);
  expect(rows[0]?.adds ?? 0).toBeGreaterThan(0.05);
  expect(rows[0]?.risk ?? 0).toBeGreaterThan(0.9);
  expect(told.join()).not.toContain('tcp 21');
});

test('a change is judged on what a watch has kept, while it goes on, and ends when nobody listens', async () => {
  const place = mkdtempSync(join(tmpdir(), 'mien-risk-watch-'));
  const clock = createTurnedClock(Date.UTC(2026, 2, 3, 9) * 1000);
  const watching = createEngine({ ...engineOptions(place), clock });
  try {
    const { handlers } = watching;
    const host = {
      uri: 'simulated:///?vms=6&seed=3&incidents=off',
      capture: false,
      capturePrefix: [],
      flows: 'packets' as const,
      agents: false,
    };
    const { session: watched } = await handlers['host.add'](host, signal);
    clock.turn(3 * 60_000);
    const { thresholds } = await handlers['settings.get']({}, signal);
    const draft = { session: watched, thresholds: thresholds.replace('baseRate: 0.05', 'baseRate: 0.45') };
    const told = [];
    for await (const judgement of handlers['settings.judge'](draft, signal)) {
      // What comes in meanwhile goes on being kept.
      clock.turn(1000);
      told.push(judgement);
    }
    expect(told[0]).toEqual({ problems: [], share: 0, difference: null });
    const shares = told.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    const last = told.at(-1)?.difference;
    expect(last).toMatchObject({ isWatch: true, comes: 0, goes: 0 });
    expect(last?.bands).toBeGreaterThan(2);
    const stopped = new AbortController();
    stopped.abort();
    const heard = [];
    for await (const judgement of handlers['settings.judge'](draft, stopped.signal)) heard.push(judgement);
    expect(heard.every(({ difference }) => difference === null)).toBe(true);
  } finally {
    await watching.close();
    rmSync(place, { recursive: true, force: true });
  }
}, 120_000);
