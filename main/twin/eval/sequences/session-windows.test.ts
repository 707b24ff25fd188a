import { expect, it } from 'vitest';
import { NgramModel } from '../../models/ngram-model.ts';
import { sessionWindows, threadWindows } from './session-windows.ts';

const model = new NgramModel();
model.learn(Array.from({ length: 3000 }, (_, index) => 1 + (index % 3)));

/** Calls a millisecond apart. */
function thread(calls: number[], from = 0): { calls: Uint16Array; times: Float64Array; ofAttacker: boolean } {
  return {
    calls: Uint16Array.from(calls),
    times: Float64Array.from(calls, (_, index) => from + index),
    ofAttacker: false,
  };
}

it('ends windows when they are full, or after two seconds', () => {
  const calls = Array.from({ length: 300 }, (_, index) => 1 + (index % 3));
  const slow = { ...thread(calls.slice(0, 4)), times: Float64Array.of(0, 10, 2500, 2600) };
  expect(threadWindows(model, thread(calls)).map(({ over, last }) => [over, last])).toEqual([
    [255, 255],
    [2256, 299],
  ]);
  expect(threadWindows(model, slow).map(({ over, last }) => [over, last])).toEqual([
    [2000, 10],
    [4500, 2600],
  ]);
});

it('tells what is odd higher, in the order in which windows end', () => {
  const usual = Array.from({ length: 256 }, (_, index) => 1 + (index % 3));
  const odd = Array.from({ length: 256 }, (_, index) => 1 + ((index * index) % 7));
  const session = {
    file: '',
    role: '',
    attack: '',
    onset: Number.NaN,
    end: Number.NaN,
    threads: [thread(odd, 500), thread(usual)],
  };
  const [first, second] = sessionWindows(model, session);
  expect([first?.last, second?.last]).toEqual([255, 755]);
  expect(second?.score ?? 0).toBeGreaterThan((first?.score ?? 0) + 1);
});
