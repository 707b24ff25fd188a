import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeBudget, readBudget, realisedPerWeek } from './read-budget.ts';

describe('budget of false alarms', () => {
  it.each([
    ['1', { perWeek: 1 }],
    [' 0,5 ', { perWeek: 0.5 }],
    ['1000', { perWeek: 1000 }],
    ['', { refused: 'a number, as 1 or 0.5' }],
    ['one', { refused: 'a number, as 1 or 0.5' }],
    ['Infinity', { refused: 'a number, as 1 or 0.5' }],
    ['0', { refused: 'from 0.01 to 1,000 alerts a week' }],
    ['-3', { refused: 'from 0.01 to 1,000 alerts a week' }],
    ['1001', { refused: 'from 0.01 to 1,000 alerts a week' }],
  ])('%j reads %j', (text, budget) => expect(readBudget(text)).toEqual(budget));

  it.each([
    [{ perWeek: 2, nominal: 0.01, realised: 0.013 }, 2.6],
    [{ perWeek: 2, nominal: 0.01, realised: 0 }, 0],
    [{ perWeek: 2, nominal: 0.01, realised: null }, null],
    [{ perWeek: 2, nominal: 0, realised: 0.1 }, null],
  ])('%j comes to %s a week', (rates, week) => {
    const found = realisedPerWeek(rates);
    if (week === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(week);
  });

  it('is told to be over from half as much again', () => {
    expect(placeBudget(0.01, 0.013).over).toBe(false);
    expect(placeBudget(0.01, 0.016).over).toBe(true);
    expect(placeBudget(0.01, null)).toMatchObject({ realised: null, over: false });
  });

  it('lies on its bar, in order', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        const { nominal, limit, realised } = placeBudget(a, b);
        for (const place of [nominal, limit, realised ?? 0]) {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(0.9 + 1e-9);
        }
        expect(nominal).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
