import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Inheritance } from './inheritance.ts';
import { riskOf, type RiskyAlert } from './risk.ts';
import { riskThen, traceRisk } from './risk-history.ts';
import { shippedSettings } from './synthetic.test-support.ts';

const { thresholds } = shippedSettings();
const { baseRate } = thresholds.risk;
const alert = (id: string, type: string, score: number, firstSeen: number): RiskyAlert => ({
  id,
  type,
  title: id,
  why: `why ${id}`,
  score,
  firstSeen,
  technique: { id: 'T1046', name: 'Scan', tactic: 'Discovery' },
});
const step = { from: 'web', fromName: 'web', to: 'db', toName: 'db', service: 'postgres', port: 5432 };
const fromDb: Inheritance = {
  kind: 'inherited',
  source: 'db',
  sourceName: 'db',
  share: 0.4,
  path: [step],
  technique: 'T1199',
  since: 50,
};

test('each beginning is a move that says what rose by it, and what fell for it', () => {
  const alerts = [alert('weak', 'spam', 0.3, 10), alert('strong', 'beacon', 0.8, 20)];
  const moves = traceRisk({ alerts, inherited: [], alertsOf: () => [] }, thresholds);
  expect(
    moves.map(({ time, changes }) => [time, changes.map(({ title, after, before }) => [title, after > before])]),
  ).toEqual([
    [10, [['weak', true]]],
    // The strongest is counted first: what it says already, the weaker one adds less to.
    [
      20,
      [
        ['strong', true],
        ['weak', false],
      ],
    ],
  ]);
  expect(moves[0]?.before).toBeCloseTo(baseRate);
  expect(moves[1]?.after).toBeCloseTo(riskOf(alerts, thresholds));
});

test('what comes over begins when the other goes astray, not before it was used', () => {
  const parts = {
    alerts: [],
    inherited: [fromDb],
    alertsOf: () => [alert('a', 'beacon', 0.9, 80), alert('b', 'spam', 0.8, 5)],
  };
  const moves = traceRisk(parts, thresholds);
  expect(moves.map(({ time }) => time)).toEqual([50, 80]);
  expect(moves[0]?.changes[0]).toMatchObject({
    signal: 'inherited',
    title: 'Inherited from db',
    evidence: 'web → db postgres 5432',
  });
  expect(riskThen(parts, 49, thresholds)).toBeCloseTo(baseRate);
});

const drawn = fc.record({
  alerts: fc.array(
    fc.record({
      type: fc.constantFrom('beacon', 'spam', 'vertical-scan', 'backscatter'),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      at: fc.integer({ min: 0, max: 400 }),
    }),
    { maxLength: 120 },
  ),
  others: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 30 }),
});

test('moves are few, in order, follow on each other and end at the risk', () => {
  fc.assert(
    fc.property(drawn, ({ alerts: given, others }) => {
      const alerts = given.map(({ type, score, at }, index) => alert(`a${index}`, type, score, at));
      const source = others.map((at, index) => alert(`o${index}`, 'beacon', 0.9, at));
      const parts = { alerts, inherited: [fromDb], alertsOf: () => source };
      const moves = traceRisk(parts, thresholds);
      expect(moves.length).toBeLessThanOrEqual(48);
      for (const [at, move] of moves.entries()) {
        expect(move.time).toBeGreaterThan(moves[at - 1]?.time ?? -1);
        expect(move.before).toBeCloseTo(moves[at - 1]?.after ?? baseRate, 9);
        const told = move.changes.reduce((sum, { before, after }) => sum + after - before, 0);
        // What is left out is small changes and those beyond the bound.
        if (move.more === 0) expect(Math.abs(told - (move.after - move.before))).toBeLessThan(0.005 * 130);
      }
      const end = riskThen(parts, 1000, thresholds);
      if (moves.length < 48) expect(Math.abs((moves.at(-1)?.after ?? baseRate) - end)).toBeLessThan(0.005 * 130);
      expect(traceRisk(parts, thresholds)).toEqual(moves);
    }),
    { numRuns: 60 },
  );
});
