import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PolicyStore } from './policy-store.ts';

let folder: string;
let store: PolicyStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-policies-'));
  store = new PolicyStore(join(folder, 'policies.db'));
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const by = (at: number, reason = ''): { at: number; by: string; reason: string } => ({ at, by: 'ada', reason });

test('a text is the next version of what it was made of, and of nothing else', () => {
  expect(store.add('web', null, 'one', by(1, 'first'))).toBe(1);
  expect(store.add('web', null, 'other', by(2))).toBeNull();
  expect(store.add('web', 1, 'two', by(3))).toBe(2);
  expect(store.add('web', 1, 'late', by(4))).toBeNull();
  expect(store.versions('web')).toEqual([
    { version: 2, ...by(3) },
    { version: 1, ...by(1, 'first') },
  ]);
  expect([store.text('web', 1), store.text('web', 2), store.text('web', 3), store.text('db', 1)]).toEqual([
    'one',
    'two',
    null,
    null,
  ]);
  expect(store.list()).toEqual([{ name: 'web', version: 2, at: 3, by: 'ada', enforced: null, staged: null }]);
});

test('what is staged and in force outlives the console', () => {
  store.add('web', null, 'one', by(1));
  store.add('db', null, 'one', by(1));
  store.setEnforced('web', 1);
  store.setStaged('web', 1, 7, ['a']);
  store.setStaged('db', 1, 8, null);
  store.close();
  store = new PolicyStore(join(folder, 'policies.db'));
  expect(store.list()).toEqual([
    { name: 'db', version: 1, at: 1, by: 'ada', enforced: null, staged: { version: 1, since: 8, vms: null } },
    { name: 'web', version: 1, at: 1, by: 'ada', enforced: 1, staged: { version: 1, since: 7, vms: ['a'] } },
  ]);
  store.setStaged('web', null, 9, null);
  store.setEnforced('web', null);
  expect(store.list()[1]).toEqual({ name: 'web', version: 1, at: 1, by: 'ada', enforced: null, staged: null });
});

test('one that was removed can be read, and its name be used again without a number twice', () => {
  store.add('web', null, 'one', by(1));
  expect([store.remove('web', 2), store.remove('web', 3)]).toEqual([true, false]);
  expect(store.list()).toEqual([]);
  expect(store.text('web', 1)).toBe('one');
  expect(store.add('web', 1, 'two', by(4))).toBeNull();
  expect(store.add('web', null, 'two', by(4))).toBe(2);
});

test('of many versions those in force stay', () => {
  store.add('web', null, 'one', by(1));
  store.setEnforced('web', 1);
  for (let version = 1; version < 510; version++) store.add('web', version, `text ${version}`, by(version));
  const kept = store.versions('web').map(({ version }) => version);
  expect(kept).toHaveLength(501);
  expect(kept.slice(-2)).toEqual([11, 1]);
});
