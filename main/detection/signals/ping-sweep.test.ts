import { expect, test } from 'vitest';
import { alertsOf, flow, judgeAll, NOON, SECOND, side } from '../synthetic.test-support.ts';

const ping = (host: number, answered: boolean, requests: number, payload: number, at: number) =>
  flow({
    transport: 'icmp',
    icmpType: 8,
    dst: `10.1.1.${host}`,
    sport: 0,
    dport: 0,
    state: 'OTH',
    start: NOON + at * SECOND,
    out: side(requests, payload * requests),
    in: side(answered ? requests : 0, answered ? payload * requests : 0),
  });

test('many hosts pinged once in a minute, some absent, are a sweep', () => {
  const sweep = Array.from({ length: 20 }, (_, index) => ping(index + 10, index % 2 === 0, 1, 0, index * 0.1));
  expect(alertsOf(judgeAll(sweep), '10.1.1.5')['ping-sweep']).toBeGreaterThan(0.7);
});

test.each([
  [
    'a monitor that pings its list of hosts again and again',
    Array.from({ length: 30 }, (_, index) => ping(index + 10, index > 4, 40, 56, index * 0.1)),
  ],
  ['a handful of hosts', Array.from({ length: 6 }, (_, index) => ping(index + 10, false, 1, 0, index))],
  ['a host an hour', Array.from({ length: 20 }, (_, index) => ping(index + 10, false, 1, 0, index * 3600))],
])('%s is none', (_name, flows) => {
  expect(alertsOf(judgeAll(flows), '10.1.1.5')).toEqual({});
});
