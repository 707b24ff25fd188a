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

test('a sweep begins when it begins, not with the first neighbour that was ever asked for', () => {
  const everyday = [ask(200, -480), ask(201, -300), ask(202, -62)];
  const first = Array.from({ length: 60 }, (_, index) => ask(11 + ((index * 7) % 60), index * 0.1));
  const again = Array.from({ length: 60 }, (_, index) => ask(71 + ((index * 7) % 60), 3600 + index * 0.1));
  for (const sweep of [first, [...first, ...again]]) {
    const [subject] = judgeAll([], [...everyday, ...sweep]);
    const alert = subject?.alerts.find(({ type }) => type === 'arp-sweep');
    expect(alert?.firstSeen).toBe(NOON);
    expect(alert?.why).toContain(`Asked for ${sweep.length} addresses`);
  }
});
