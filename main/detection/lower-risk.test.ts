import { expect, test } from 'vitest';
import { lowerRisk } from './lower-risk.ts';
import { riskOf, type RiskyAlert } from './risk.ts';
import { shippedSettings } from './synthetic.test-support.ts';

const { thresholds } = shippedSettings();
const alert = (id: string, type: string, score: number): RiskyAlert & { peers: string[] } => ({
  id,
  type,
  title: `title of ${id}`,
  why: '',
  score,
  firstSeen: 0,
  technique: { id: 'T1046', name: '', tactic: '' },
  peers: ['198.51.100.7'],
});
const lower = (all: readonly RiskyAlert[]): ReturnType<typeof lowerRisk> => {
  const without = (gone: readonly unknown[]): number =>
    riskOf(
      all.filter((one) => !gone.includes(one)),
      thresholds,
    );
  return lowerRisk(
    all.map((one) => ({ alert: one, effect: without([]) - without([one]) })),
    (answered) => without(answered.map((sign) => ('alert' in sign ? sign.alert : null))),
  );
};

test('each strong sign says what is left without it, lowest first, and all of them together', () => {
  const all = [alert('a', 'beacon', 0.8), alert('b', 'spam', 0.5)];
  expect(lower(all)).toEqual([
    { text: 'Explain or stop: title of a', risk: riskOf(all.slice(1), thresholds) },
    { text: 'Explain or stop: title of b', risk: riskOf(all.slice(0, 1), thresholds) },
    { text: 'All 2 of these', risk: riskOf([], thresholds) },
  ]);
});

test('what adds next to nothing is not told, and one way has no sum', () => {
  expect(lower([alert('a', 'beacon', 0.8), alert('b', 'listed-caller', 0.1)])).toHaveLength(1);
  expect(lower([])).toEqual([]);
});

test('signs say what to do about them', () => {
  const [one] = lower([alert('a', 'known-weakness', 0.9)]);
  expect(one?.text).toBe('Update what is exploited: title of a');
  const step = { from: 'web', fromName: 'web', to: 'db', toName: 'db', service: 'postgres', port: 5432 };
  const inheritance = {
    kind: 'inherited',
    source: 'db',
    sourceName: 'db',
    share: 0.4,
    path: [step],
    technique: '',
    since: 0,
  } as const;
  const [other] = lowerRisk([{ inheritance: { ...inheritance, path: [step] }, effect: 0.2 }], () => 0.05);
  expect(other).toEqual({
    text: 'Clear db of what it is suspected of, or deny web → db, postgres 5432',
    risk: 0.05,
  });
});
