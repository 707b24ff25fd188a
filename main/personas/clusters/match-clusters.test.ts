import { expect, it } from 'vitest';
import { matchClusters } from './match-clusters.ts';

const earlier = new Map([
  ...['a', 'b', 'c', 'd'].map((id) => [id, 1] as const),
  ...['e', 'f', 'g'].map((id) => [id, 2] as const),
]);

it.each([
  ['the same, told in another order', ['efg', 'abcd'], [2, 1]],
  ['one moved, one came', ['abc', 'defgh'], [1, 2]],
  ['split: the greater part keeps the number', ['abc', 'd', 'efg'], [1, 3, 2]],
  ['joined: the number of which more is shared', ['abcdefg'], [1]],
  ['all new', ['xyz', 'uv'], [3, 4]],
  ['too little in common', ['dvwxyz', 'efg'], [3, 2]],
])('%s', (_, clusters, numbers) => {
  expect(
    matchClusters(
      clusters.map((ids) => ids.split('')),
      earlier,
      3,
    ),
  ).toEqual(numbers);
});

it('the first clusters are numbered in their order', () => {
  expect(matchClusters([['a'], ['b', 'c']], new Map(), 1)).toEqual([1, 2]);
});
