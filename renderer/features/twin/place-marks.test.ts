import { describe, expect, it } from 'vitest';
import { makeSeries, makeWindow, sampleFrom } from './make-twin.test-support.ts';
import { placeMarks } from './place-marks.ts';
import { rankWindows } from './rank-windows.ts';

const minute = 60e6;
const scale = { top: 12, width: 900, size: 20 };
const at = (id: string, index: number, score: number, channel: 'syscalls' | 'flows' = 'syscalls') =>
  makeWindow({ id, score, channel, from: sampleFrom + index * minute, to: sampleFrom + index * minute + 2e6 });

describe('marks of windows', () => {
  const series = makeSeries({ 150: 9, 170: 6 });
  it('stand over the peak of their step', () => {
    const [first] = placeMarks(rankWindows([at('a', 150, 0.9)], 'waiting', null), series, scale);
    expect(first?.left).toBeCloseTo(150.5 / 180);
    expect(first?.top).toBeCloseTo(0.25);
  });
  it('stand over the peak where that is told a step later', () => {
    const [first] = placeMarks(rankWindows([at('a', 149, 0.9)], 'waiting', null), series, scale);
    expect(first?.left).toBeCloseTo(150.5 / 180);
  });
  it('are those of the channel and of its time', () => {
    const windows = [at('a', 150, 0.9), at('b', 170, 0.8, 'flows'), at('c', 500, 0.7), at('d', 20, 0.6)];
    const marks = placeMarks(rankWindows(windows, 'waiting', null), series, scale);
    expect(marks.map(({ ranked }) => [ranked.window.id, ranked.rank])).toEqual([
      ['a', 1],
      ['d', 4],
    ]);
  });
  it('do not lie on each other: the worse one stays', () => {
    const windows = [at('a', 150, 0.8), at('b', 151, 0.9), at('c', 156, 0.7)];
    const marks = placeMarks(rankWindows(windows, 'waiting', null), series, scale);
    expect(marks.map(({ ranked }) => ranked.window.id)).toEqual(['b', 'c']);
  });
  it('are nine at most, and inside the plot', () => {
    const windows = Array.from({ length: 30 }, (_, index) => at(`w${index}`, index * 6, 0.5 + index / 100));
    const marks = placeMarks(rankWindows(windows, 'waiting', null), makeSeries({ 174: 99 }), scale);
    expect(marks).toHaveLength(9);
    expect(marks.every(({ left, top }) => left >= 0 && left <= 1 && top >= 0 && top <= 1)).toBe(true);
  });
});
