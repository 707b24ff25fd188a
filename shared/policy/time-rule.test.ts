import { describe, expect, test } from 'vitest';
import { isWithin, readClock, readDays, readTimeRule } from './time-rule.ts';

const at = (text: string): number => Date.parse(text) * 1000;

describe('a time rule', () => {
  test.each([
    ['mon-fri 08:00-18:00 Europe/Berlin', { days: [0, 1, 2, 3, 4], from: 480, to: 1080, zone: 'Europe/Berlin' }],
    ['weekend 00:00-24:00', { days: [5, 6], from: 0, to: 1440, zone: 'UTC' }],
    ['fri-mon 22:00-6:00 UTC', { days: [0, 4, 5, 6], from: 1320, to: 360, zone: 'UTC' }],
    ['mon, wed 9:00-10:00', { days: [0, 2], from: 540, to: 600, zone: 'UTC' }],
    ['08:00-18:00', { days: [0, 1, 2, 3, 4, 5, 6], from: 480, to: 1080, zone: 'UTC' }],
    ['someday 08:00-18:00', null],
    ['mon 08:00-18:00 Nowhere/Town', null],
    ['mon 8-18', null],
    ['mon 24:30-25:00', null],
  ])('%s', (text, rule) => {
    expect(readTimeRule(text)).toEqual(rule);
  });

  test.each([
    ['Monday', [0]],
    ['sun-tue', [6, 0, 1]],
    ['monster', null],
    ['m', null],
    ['mon-tue-wed', null],
  ])('days %s', (text, days) => {
    expect(readDays(text)).toEqual(days);
  });

  test.each([
    ['00:00', 0],
    ['24:00', 1440],
    ['24:01', null],
    ['7:60', null],
    ['noon', null],
  ])('the clock %s', (text, minute) => {
    expect(readClock(text)).toBe(minute);
  });

  test('over midnight belongs to the day on which it begins', () => {
    const rule = { days: [4], from: 1320, to: 360, zone: 'UTC' };
    // 2026-11-27 is a Friday.
    expect(isWithin(rule, at('2026-11-27T21:59:59Z'))).toBe(false);
    expect(isWithin(rule, at('2026-11-27T22:00:00Z'))).toBe(true);
    expect(isWithin(rule, at('2026-11-28T05:59:59Z'))).toBe(true);
    expect(isWithin(rule, at('2026-11-28T06:00:00Z'))).toBe(false);
    expect(isWithin(rule, at('2026-11-28T22:30:00Z'))).toBe(false);
    expect(isWithin(rule, at('2026-11-27T01:00:00Z'))).toBe(false);
  });

  test('goes by the clock on the wall, whatever summer time does to it', () => {
    const rule = { days: [0, 1, 2, 3, 4, 5, 6], from: 480, to: 1080, zone: 'Europe/Berlin' };
    // Clocks go from 2:00 to 3:00 on 29 March and back on 25 October 2026.
    expect([isWithin(rule, at('2026-03-28T06:59:00Z')), isWithin(rule, at('2026-03-28T07:00:00Z'))]).toEqual([
      false,
      true,
    ]);
    expect([isWithin(rule, at('2026-03-29T05:59:00Z')), isWithin(rule, at('2026-03-29T06:00:00Z'))]).toEqual([
      false,
      true,
    ]);
    expect([isWithin(rule, at('2026-10-25T06:59:00Z')), isWithin(rule, at('2026-10-25T07:00:00Z'))]).toEqual([
      false,
      true,
    ]);
    // The hour that is there twice counts twice; the one that is missing never comes.
    const night = { ...rule, from: 120, to: 180 };
    const minutes = (day: string): number =>
      Array.from({ length: 25 * 60 }, (_, minute) => isWithin(night, at(`${day}T22:00:00Z`) + minute * 60e6)).filter(
        Boolean,
      ).length;
    expect([minutes('2026-03-28'), minutes('2026-06-10'), minutes('2026-10-24')]).toEqual([0, 60, 120]);
  });

  test('that ends when it begins lasts all day', () => {
    const rule = { days: [4], from: 480, to: 480, zone: 'UTC' };
    expect([isWithin(rule, at('2026-11-27T00:00:00Z')), isWithin(rule, at('2026-11-28T00:00:00Z'))]).toEqual([
      true,
      false,
    ]);
  });
});
