import { expect, test } from 'vitest';
import { Judge } from '../judge.ts';
import { alertsOf, flow, judgeAll, NOON, SECOND, shippedSettings, side } from '../synthetic.test-support.ts';

const pulsing = (count: number, gapSd: number, parts = {}) =>
  flow({
    dport: 4444,
    end: NOON + count * 10 * SECOND,
    out: side(count * 2, count * 80),
    pulses: { count, gapMean: 10 * SECOND, gapSd, gapMedian: 10 * SECOND, sizeMean: 80, sizeSd: 4 },
    ...parts,
  });

test('a client that speaks at one interval in one connection is a beacon', () => {
  expect(alertsOf(judgeAll([pulsing(40, SECOND)]), '10.1.1.5')['connection-beacon']).toBeGreaterThan(0.65);
});

test('it shows while the connection goes on', () => {
  const judge = new Judge(shippedSettings());
  judge.observe({ kind: 'flow', flow: pulsing(40, SECOND), final: false });
  expect(alertsOf(judge.assess().subjects, '10.1.1.5')['connection-beacon']).toBeGreaterThan(0.65);
});

test.each([
  ['a conversation', pulsing(40, 9 * SECOND)],
  ['a few pulses', pulsing(5, SECOND)],
  ['a message channel', pulsing(400, SECOND, { dport: 8883, service: 'tls' })],
  ['a master that polls its device', pulsing(400, SECOND, { dport: 502, service: 'modbus' })],
])('%s is none', (_name, one) => {
  expect(alertsOf(judgeAll([one]), '10.1.1.5')['connection-beacon'] ?? 0).toBeLessThan(0.2);
});

test('keep-alives of the web hardly count', () => {
  expect(
    alertsOf(judgeAll([pulsing(100, SECOND, { dport: 443, service: 'tls' })]), '10.1.1.5')['connection-beacon'] ?? 0,
  ).toBeLessThan(0.25);
});
