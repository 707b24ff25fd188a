import { describe, expect, it } from 'vitest';
import { fitSlope } from './fit-slope.ts';

const line = (slope: number, noise: number) =>
  Array.from({ length: 200 }, (_, index) => ({
    x: index / 100,
    y: 100 + (slope * index) / 100 + noise * Math.sin(index * 7.3),
  }));

describe('fitSlope', () => {
  it('finds the slope of a line', () => {
    const { low, middle, high } = fitSlope(line(12, 0));
    for (const value of [low, middle, high]) expect(value).toBeCloseTo(12, 6);
  });

  it('finds a leak under noise, and no leak in noise alone', () => {
    expect(fitSlope(line(12, 5)).low).toBeGreaterThan(10);
    const level = fitSlope(line(0, 5));
    expect(level.low).toBeLessThan(0);
    expect(level.high).toBeGreaterThan(0);
  });

  it('concludes nothing from nothing', () => {
    expect(fitSlope([])).toEqual({ low: -Infinity, middle: 0, high: Infinity });
    expect(fitSlope(Array.from({ length: 9 }, () => ({ x: 1, y: 5 }))).high).toBe(Infinity);
  });
});
