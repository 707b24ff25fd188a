import { expect, test } from 'vitest';
import type { AgentPackage, AgentRecord } from '../../telemetry/agent-report.ts';
import { InventoryBook } from './inventory-book.ts';
import { deb, hello } from './vulnerabilities.test-support.ts';

const part = (at: number, parts: number, ...packages: AgentPackage[]): AgentRecord => ({
  kind: 'inventory',
  part: at,
  parts,
  packages,
});

test('an inventory is there once all its parts came', () => {
  const book = new InventoryBook();
  expect(book.take('a', hello('Debian GNU/Linux 12 (bookworm)'))).toBe(false);
  expect(book.take('a', part(1, 2, deb('one', '1')))).toBe(false);
  expect(book.of('a')).toBeUndefined();
  expect(book.take('a', part(2, 2, deb('two', '2')))).toBe(true);
  expect(book.of('a')).toMatchObject({ distribution: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.1.0-18-amd64' });
  expect(book.of('a')?.packages.map(({ name }) => name)).toEqual(['one', 'two']);
});

test.each([
  ['a part was lost', [part(1, 3, deb('x', '1')), part(3, 3, deb('y', '1'))]],
  ['a part came twice', [part(1, 2, deb('x', '1')), part(1, 2, deb('x', '1')), part(1, 2)]],
  ['their number changed', [part(1, 2, deb('x', '1')), part(2, 3, deb('y', '1'))]],
  ['it began in the middle', [part(2, 2, deb('y', '1'))]],
  ['parts are counted from nothing', [part(0, 0, deb('y', '1'))]],
  ['there are absurdly many', [part(1, 1e9, deb('y', '1'))]],
])('the one before stands where %s', (_why, records) => {
  const book = new InventoryBook();
  book.take('a', part(1, 1, deb('before', '1')));
  for (const record of records) expect(book.take('a', record)).toBe(false);
  expect(book.of('a')?.packages.map(({ name }) => name)).toEqual(['before']);
});

test('libraries are left out, and a guest that tells endlessly is bounded', () => {
  const book = new InventoryBook();
  const many = Array.from({ length: 15_000 }, (_, at) => deb(`p${at}`, '1'));
  book.take('a', part(1, 3, { kind: 'library', name: 'libc.so.6', version: '', place: '/lib', service: 'x' }));
  book.take('a', part(2, 3, ...many));
  book.take('a', part(3, 3, ...many));
  expect(book.of('a')?.packages).toHaveLength(20_000);
});

test('guests share what they have in common, and each change is seen', () => {
  const book = new InventoryBook();
  book.take('a', part(1, 1, deb('same', '1')));
  book.take('b', part(1, 1, deb('same', '1')));
  expect(book.of('a')?.packages[0]).toBe(book.of('b')?.packages[0]);
  const before = book.versionOf('a');
  book.take('a', hello('Ubuntu 24.04 LTS'));
  expect(book.versionOf('a')).toBeGreaterThan(before);
  book.forget('a');
  expect([...book.entries()].map(([uuid]) => uuid)).toEqual(['b']);
});

test('what was kept is known again', () => {
  const book = new InventoryBook();
  book.take('a', hello('Alpine Linux v3.20'));
  book.take('a', part(1, 1, deb('one', '1')));
  const other = new InventoryBook();
  for (const [uuid, inventory] of book.entries()) other.restore(uuid, inventory);
  expect(other.of('a')).toEqual(book.of('a'));
});
