import { expect, test } from 'vitest';
import { BoundedMap } from './bounded-map.ts';
import { BoundedSet } from './bounded-set.ts';

test('a full map keeps what it has and counts what it turns away', () => {
  const map = new BoundedMap<string, number>(2);
  expect(map.entries.size).toBe(0);
  expect([map.obtain('a', () => 1), map.obtain('b', () => 2), map.obtain('c', () => 3)]).toEqual([1, 2, undefined]);
  expect(map.obtain('a', () => 9)).toBe(1);
  expect([...map.entries]).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  expect(map.refused).toBe(1);
});

test('replacing and deleting only touch what is kept', () => {
  const map = new BoundedMap<string, number>(2);
  map.replace('a', 1);
  map.delete('a');
  expect(map.size).toBe(0);
  map.obtain('a', () => 1);
  map.replace('a', 5);
  expect(map.entries.get('a')).toBe(5);
  map.delete('a');
  expect(map.size).toBe(0);
});

test('a full set says that it is', () => {
  const set = new BoundedSet<number>(2);
  expect([set.add(1), set.add(1), set.add(2), set.full, set.add(3), set.full]).toEqual([
    true,
    false,
    true,
    false,
    false,
    true,
  ]);
  expect([...set.values]).toEqual([1, 2]);
});
