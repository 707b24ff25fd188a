import { expect, it } from 'vitest';
import { NgramModel } from './ngram-model.ts';
import { sampleRun } from './sample-run.ts';
import { seededRandom } from './seeded-random.ts';

const end = 7;
const model = new NgramModel({ order: 4, alphabet: 8 });
for (let round = 0; round < 500; round += 1) model.learn([end, 1, 2, 3, 1, 2, 4, end]);

it('goes on from what came and stops at the end', () => {
  const options = { end, most: 50, random: seededRandom(1) };
  expect(sampleRun(model, options, [end])).toEqual([1, 2, 3, 1, 2, 4]);
  expect(sampleRun(model, options, [1, 2, 3, 1])).toEqual([2, 4]);
});

it('draws no more than it may, the same for the same seed', () => {
  const sample = (): number[] => sampleRun(model, { most: 9, sharpness: 0.3, random: seededRandom(3) });
  expect(sample()).toHaveLength(9);
  expect(sample()).toEqual(sample());
});
