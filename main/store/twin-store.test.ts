import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTransientMemory } from '../twin/transient-memory.ts';
import type { TwinMemory } from '../twin/twin-memory.ts';
import { TwinStore } from './twin-store.ts';

let folder: string;
let store: TwinStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-twins-'));
  store = new TwinStore(join(folder, 'twins.db'));
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const memories: [string, () => TwinMemory][] = [
  ['a database', () => store],
  ['a session', () => createTransientMemory()],
];

describe.each(memories)('twins kept in %s', (_name, open) => {
  test('are found by the VM, the newest state of each', () => {
    const memory = open();
    expect(memory.load('a')).toBeNull();
    memory.save('a', new Uint8Array([1]));
    memory.save('a', new Uint8Array([2, 3]));
    expect([...(memory.load('a') ?? [])]).toEqual([2, 3]);
    expect(memory.load('b')).toBeNull();
  });

  test('have versions with numbers that are never given again, of which the newest sixteen stay', () => {
    const memory = open();
    for (let at = 1; at <= 20; at++) {
      const version = { createdAt: at, note: `learned ${at}`, events: at };
      expect(memory.addVersion('a', version, new Uint8Array(at)).id).toBe(at);
    }
    const versions = memory.listVersions('a');
    expect(versions.map(({ id }) => id)).toEqual(Array.from({ length: 16 }, (_, at) => 20 - at));
    expect(versions[0]).toEqual({ id: 20, createdAt: 20, note: 'learned 20', events: 20, bytes: 20 });
    expect(memory.loadVersion('a', 5)?.length).toBe(5);
    expect(memory.loadVersion('a', 4)).toBeNull();
    expect(memory.listVersions('b')).toEqual([]);
  });

  test('remember habits by the slot', () => {
    const memory = open();
    const slots = [0, 600e6, 1200e6].map((from) => ({ from, length: 600e6, words: { 'runs\t/bin/ls': 2 } }));
    memory.addSlots('a', slots);
    expect(memory.listSlots('a', 600e6, 1200e6)).toEqual([slots[1]]);
    expect(memory.listSlots('a', 0, 1)).toEqual([slots[0]]);
    expect(memory.listSlots('b', 0, 1e12)).toEqual([]);
  });
});

test('habits become hours after a day, days after a week, and are gone after two months', () => {
  const day = 86_400e6;
  for (let hour = 0; hour < 24 * 70; hour += 1)
    store.addSlots('a', [{ from: hour * 3600e6, length: 600e6, words: { 'runs\t/bin/ls': 1 } }]);
  const slots = store.listSlots('a', 0, 100 * day);
  expect(new Set(slots.map(({ length }) => length))).toEqual(new Set([600e6, 3600e6, day]));
  expect(slots.length).toBeLessThan(24 + 7 * 24 + 62);
  const [first] = slots;
  expect((70 * day - (first?.from ?? 0)) / day).toBeLessThanOrEqual(62);
  const whole = slots.find(({ length }) => length === day);
  expect(whole?.words).toEqual({ 'runs\t/bin/ls': 24 });
});

test('what was kept is there after a restart', () => {
  store.save('a', new Uint8Array([7]));
  store.close();
  store = new TwinStore(join(folder, 'twins.db'));
  expect([...(store.load('a') ?? [])]).toEqual([7]);
});
