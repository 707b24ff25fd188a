import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contributionsOf, riskAt, riskOf, verdictOf, type RiskyAlert } from './risk.ts';
import { shippedSettings } from './synthetic.test-support.ts';

const { thresholds } = shippedSettings();

const alert = (id: string, type: string, score: number, firstSeen = 0, share = 1): RiskyAlert => ({
  id,
  ...(share === 1 ? {} : { answered: { by: 'feedback', id: 'f', share, why: 'mr: not what it looks like' } }),
  type,
  title: id,
  why: id,
  score,
  firstSeen,
  technique: { id: 'T1046', name: '', tactic: '' },
});
const alerts = fc.array(
  fc.record({
    type: fc.constantFrom('beacon', 'spam', 'vertical-scan', 'backscatter'),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    at: fc.integer({ min: 0, max: 100 }),
    share: fc.constantFrom(1, 1, 0, 0.1, 0.5),
  }),
  { maxLength: 12 },
);

test('contributions add up to the risk, base rate first, and risk stays within 0 and 1', () => {
  fc.assert(
    fc.property(alerts, (drawn) => {
      const all = drawn.map(({ type, score, at, share }, index) => alert(`a${index}`, type, score, at, share));
      const risk = riskOf(all, thresholds);
      const contributions = contributionsOf(all, thresholds);
      expect(contributions[0]?.signal).toBe('base-rate');
      expect(contributions.reduce((sum, part) => sum + part.weight, 0)).toBeCloseTo(risk, 9);
      expect(risk).toBeGreaterThanOrEqual(thresholds.risk.baseRate - 1e-12);
      expect(risk).toBeLessThanOrEqual(1);
    }),
  );
});

test('risk over time only rises, and ends at the risk', () => {
  fc.assert(
    fc.property(alerts, (drawn) => {
      const all = drawn.map(({ type, score, at, share }, index) => alert(`a${index}`, type, score, at, share));
      const steps = [0, 25, 50, 75, 100].map((time) => riskAt(all, time, thresholds));
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
      expect(steps.at(-1)).toBeCloseTo(riskOf(all, thresholds));
    }),
  );
});

test('ten weak signs of one kind are not one strong one', () => {
  const weak = Array.from({ length: 10 }, (_, index) => alert(`b${index}`, 'beacon', 0.2));
  expect(riskOf(weak, thresholds)).toBeLessThan(0.4);
});

test('what an analyst answered counts less, says so, and takes no place from what was not answered', () => {
  const told = [alert('a', 'beacon', 0.8), alert('b', 'beacon', 0.5)];
  const answered = [alert('a', 'beacon', 0.8, 0, 0), alert('b', 'beacon', 0.5)];
  expect(riskOf(answered, thresholds)).toBeCloseTo(riskOf(told.slice(1), thresholds));
  const parts = contributionsOf(answered, thresholds);
  expect(parts.slice(0, 3)).toEqual(contributionsOf(told, thresholds));
  expect(parts[3]).toMatchObject({ title: 'Not as it looks: a', evidence: 'mr: not what it looks like', alert: 'a' });
  expect(parts[3]?.weight).toBeCloseTo(riskOf(answered, thresholds) - riskOf(told, thresholds));
});

test.each([
  [null, 'unknown'],
  [0.05, 'benign'],
  [0.4, 'suspicious'],
  [0.7, 'malicious'],
] as const)('risk %s is %s', (risk, verdict) => {
  expect(verdictOf(risk, thresholds)).toBe(verdict);
});
