import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTwinStore } from './open-twin-store.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-twins-'));
  path = join(folder, 'twins.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what is no database is put aside, and another begun', () => {
  writeFileSync(path, 'no database at all, but long enough to be taken for one'.repeat(100));
  const store = openTwinStore(path);
  store.save('a', new Uint8Array([1]));
  expect(store.load('a')).toEqual(Buffer.from([1]));
  store.close();
  expect(readdirSync(folder).some((name) => name.startsWith('twins.db.damaged-'))).toBe(true);
});

test('a file with damaged pages is put aside too', () => {
  const first = openTwinStore(path);
  for (let at = 0; at < 200; at++) first.save(`vm-${at}`, new Uint8Array(9000).fill(at));
  first.close();
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 4096, 4096 * 40);
  writeFileSync(path, bytes);
  const store = openTwinStore(path);
  expect(store.load('vm-3')).toBeNull();
  store.close();
});

test('one that is sound is opened as it is', () => {
  const first = openTwinStore(path);
  first.save('a', new Uint8Array([1]));
  first.close();
  const second = openTwinStore(path);
  expect(second.load('a')).toEqual(Buffer.from([1]));
  second.close();
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
});
