import { describe, expect, it } from 'vitest';
import { slopePerHour } from './slope-per-hour.ts';

const line = (slope: number, noise: number) =>
  Array.from({ length: 200 }, (_, index) => ({
    hours: index / 100,
    mebibytes: 100 + (slope * index) / 100 + noise * Math.sin(index * 7.3),
  }));

describe('slopePerHour', () => {
  it('finds the slope of a line', () => {
    const { low, middle, high } = slopePerHour(line(12, 0));
    for (const value of [low, middle, high]) expect(value).toBeCloseTo(12, 6);
  });

  it('finds a leak under noise, and no leak in noise alone', () => {
    expect(slopePerHour(line(12, 5)).low).toBeGreaterThan(10);
    const level = slopePerHour(line(0, 5));
    expect(level.low).toBeLessThan(0);
    expect(level.high).toBeGreaterThan(0);
  });

  it('concludes nothing from nothing', () => {
    expect(slopePerHour([])).toEqual({ low: -Infinity, middle: 0, high: Infinity });
    expect(slopePerHour(Array.from({ length: 9 }, () => ({ hours: 1, mebibytes: 5 }))).high).toBe(Infinity);
  });
});
