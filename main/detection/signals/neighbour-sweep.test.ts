import { expect, test } from 'vitest';
import type { NeighbourRecord } from '../../telemetry/flow.ts';
import { alertsOf, judgeAll, NOON, randomFrom, SECOND } from '../synthetic.test-support.ts';

const ask = (target: number, at: number, sender = '10.1.1.5'): NeighbourRecord => ({
  kind: 'neighbour',
  flow: 0,
  time: NOON + at * SECOND,
  protocol: 'arp',
  operation: 'request',
  senderMac: '02:00:00:00:00:05',
  sender,
  target: `10.1.1.${target}`,
});

test('a network asked through in order is a sweep', () => {
  const sweep = Array.from({ length: 254 }, (_, index) => ask(index + 1, index * 0.05));
  const subjects = judgeAll([], sweep);
  expect(alertsOf(subjects, '10.1.1.5')['arp-sweep']).toBeGreaterThan(0.85);
  expect(subjects[0]?.risk).toBeGreaterThanOrEqual(0.7);
});

test('so is half a network in any order', () => {
  const random = randomFrom(3);
  const sweep = Array.from({ length: 120 }, (_, index) => ask(1 + Math.floor(random() * 250), index));
  expect(alertsOf(judgeAll([], sweep), '10.1.1.5')['arp-sweep']).toBeGreaterThan(0.7);
});

test('a gateway asks for absent hosts again and again and is not blamed', () => {
  const random = randomFrom(4);
  const asked = Array.from({ length: 400 }, (_, index) =>
    ask([12, 87, 33, 201, 5, 61, 140, 9][Math.floor(random() * 8)] ?? 9, index),
  );
  expect(alertsOf(judgeAll([], asked), '10.1.1.5')).toEqual({});
});
