import { describe, expect, test } from 'vitest';
import { bucketMeans } from './bucket-means.ts';

const window = { from: 100, to: 200 };
const means = (times: number[], steps: number[], values: (number | null)[]): (number | null)[] =>
  bucketMeans({ times, steps }, values, window, 20, 5);

describe('means by bucket', () => {
  test('put points that were kept as they came into their bucket, and leave the others empty', () => {
    expect(means([100, 119, 120, 199], [0, 0, 0, 0], [1, 3, 5, 7])).toEqual([2, 5, null, null, 7]);
  });
  test('spread a mean over all it stands for, so that a long window has no gaps that are none', () => {
    expect(means([100, 160], [60, 60], [1, 2])).toEqual([1, 1, 1, 2, 2]);
  });
  test('take the part of a mean that is inside the window', () => {
    expect(means([70, 190], [60, 60], [4, 6])).toEqual([4, 4, null, null, 6]);
  });
  test('join the coarse past to the fine present', () => {
    expect(means([100, 140, 150, 170], [40, 0, 0, 0], [1, 2, 4, 9])).toEqual([1, 1, 3, 9, null]);
  });
  test('know nothing of gaps, of what is absent and of what lies outside', () => {
    expect(means([100, 130], [20, 0], [null, 3])).toEqual([null, 3, null, null, null]);
    expect(means([40, 99, 200, 260], [60, 0, 60, 0], [1, 1, 1, 1])).toEqual([null, null, null, null, null]);
  });
});
