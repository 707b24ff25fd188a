import { expect, it } from 'vitest';
import { cutTree, findCut } from './cut-tree.ts';

const merge = (left: number, right: number, height: number) => ({ left, right, height });

it.each([
  ['nothing in between: alike or apart', [0.1, 0.2, 0.8], 0.25],
  ['the widest stretch is above .3', [0.1, 0.28, 0.3, 0.55], 0.3],
  ['the widest stretch reaches up to what is apart', [0.1, 0.27, 0.35, 0.9], 0.35],
  ['of equal stretches the lower', [0.425], 0.25],
  ['a fleet of one persona', [0.05, 0.1], 0.25],
  ['no tree', [], 0.25],
])('%s', (_, heights, cut) => {
  expect(findCut(heights.map((height) => merge(0, 0, height)))).toBe(cut);
});

it('leaves whole what was joined below the cut', () => {
  const merges = [merge(1, 3, 0.1), merge(0, 4, 0.2), merge(1, 2, 0.3), merge(0, 1, 0.7)];
  expect([...cutTree(5, merges, 0.25)]).toEqual([0, 1, 2, 1, 0]);
  expect([...cutTree(5, merges, 0.3)]).toEqual([0, 1, 1, 1, 0]);
  expect([...cutTree(5, merges, 1)]).toEqual([0, 0, 0, 0, 0]);
  expect([...cutTree(5, merges, 0)]).toEqual([0, 1, 2, 3, 4]);
});
