import { describe, expect, it } from 'vitest';
import { seededRandom } from '../models/seeded-random.ts';
import { countFalseAlarms, shuffle, splitInto } from './false-alarms.ts';

const random = seededRandom(4);
const draw = (count: number): number[] => Array.from({ length: count }, random);

describe('countFalseAlarms', () => {
  it('comes to what was allowed where nothing changes', () => {
    const { fromTraining, rolling } = countFalseAlarms(draw(4000), draw(8000), 0.05);
    expect(Math.abs(fromTraining - 0.05)).toBeLessThan(0.015);
    expect(Math.abs(rolling - 0.05)).toBeLessThan(0.015);
  });

  it('drifts with a threshold from training, not with the newest scores', () => {
    const drifted = draw(8000).map((score) => score + 0.1);
    const { fromTraining, rolling } = countFalseAlarms(draw(4000), drifted, 0.05);
    expect(fromTraining).toBeGreaterThan(0.12);
    expect(Math.abs(rolling - 0.05)).toBeLessThan(0.015);
  });
});

it('shuffles and splits the same way for the same seed, and loses nothing', () => {
  const things = Array.from({ length: 23 }, (_, index) => index);
  expect(shuffle(things, 1)).toEqual(shuffle(things, 1));
  expect(shuffle(things, 1)).not.toEqual(things);
  expect(shuffle(things, 1).toSorted((left, right) => left - right)).toEqual(things);
  const sizes = [0, 1, 2, 3, 4].map((part) => splitInto(5, 23, 2).filter((own) => own === part).length);
  expect(sizes).toEqual([5, 5, 5, 4, 4]);
});
