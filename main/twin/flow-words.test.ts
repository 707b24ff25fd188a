import { describe, expect, test } from 'vitest';
import { flow } from '../detection/synthetic.test-support.ts';
import { flowHappening } from './flow-words.ts';
import { AlarmBudget } from './alarm-budget.ts';
import { STEPS_A_WEEK } from './twin-settings.ts';

const context = { own: ['10.1.1.5'], knowsPeer: (_service: string, key: string) => key === '10.1.1.9' };

describe('flows as words', () => {
  test.each([
    { parts: { dst: '203.0.113.9', dport: 443 }, side: 'client' as const, starts: 'to:outside:tcp:443', isNew: true },
    { parts: { dst: '10.1.1.9', dport: 5432 }, side: 'client' as const, starts: 'to:near:tcp:5432', isNew: false },
    { parts: { dst: '10.7.0.1', dport: 40_000 }, side: 'client' as const, starts: 'to:internal:tcp:high', isNew: true },
    {
      parts: { src: '198.51.100.4', dst: '10.1.1.5', dport: 80 },
      side: 'server' as const,
      starts: 'from:outside:tcp:80',
      isNew: false,
    },
  ])('$starts', ({ parts, side, starts, isNew }) => {
    const told = flowHappening(flow({ src: '10.1.1.5', transport: 'tcp', ...parts }), side, context);
    expect(told?.word.startsWith(starts)).toBe(true);
    expect(told?.word.endsWith(':new')).toBe(isNew);
    expect(told !== null && told.severity > 0).toBe(isNew);
  });

  test('what a VM says to itself is nobody’s business', () => {
    expect(flowHappening(flow({ src: '10.1.1.5', dst: '10.1.1.5' }), 'client', context)).toBeNull();
  });
});

describe('the budget', () => {
  test('asks for as many steps between alarms as a VM really has', () => {
    const budget = new AlarmBudget(2);
    expect(budget.stepsBetween).toBe(STEPS_A_WEEK / 2);
    expect(budget.realised).toBeNull();
    // One judged step in ten seconds.
    for (let step = 0; step <= 1000; step++) budget.step(1e15 + step * 10e6);
    expect(budget.stepsBetween / (STEPS_A_WEEK / 10)).toBeCloseTo(1, 2);
    expect(budget.realised).toBe(0);
  });

  test('a young baseline and alarms beyond the budget move the line away, harm that was found does not', () => {
    const budget = new AlarmBudget(1);
    expect(budget.stretch(1)).toBe(1);
    expect(budget.stretch(0)).toBe(3);
    expect(budget.stretch(0.25)).toBe(2);
    budget.alarms = 3;
    expect(budget.stretch(1)).toBe(2);
    budget.hits = 3;
    expect(budget.stretch(1)).toBe(1);
    budget.alarms = 1000;
    expect(budget.stretch(1)).toBe(4);
  });

  test('a pause of the watch is no quiet time', () => {
    const budget = new AlarmBudget(1);
    budget.step(1e15);
    budget.step(1e15 + 86_400e6);
    expect(budget.span).toBe(60e6);
  });
});
