import { expect, test } from 'vitest';
import { alertsOf, flow, judgeAll, side } from '../synthetic.test-support.ts';

const sent = (megabytes: number, parts = {}) =>
  flow({ out: side(1000, megabytes * 1e6), in: side(500, 20_000), service: 'tls', ...parts });

test('a large upload to one outside peer is suspicious, by an odd channel more so', () => {
  const usual = alertsOf(judgeAll([sent(400)]), '10.1.1.5')['upload'] ?? 0;
  const odd = alertsOf(judgeAll([sent(400, { dport: 4444, service: '' })]), '10.1.1.5')['upload'] ?? 0;
  expect(usual).toBeGreaterThan(0.4);
  expect(usual).toBeLessThan(0.7);
  expect(odd).toBeGreaterThan(usual);
});

test.each([
  ['a download', flow({ out: side(500, 20_000), in: side(9000, 400e6), service: 'tls' })],
  ['a copy to a neighbour', sent(400, { dst: '10.1.1.9' })],
  ['a small upload', sent(3)],
  ['a call that goes both ways', flow({ out: side(9000, 90e6), in: side(9000, 80e6), transport: 'udp' })],
])('%s is none', (_name, one) => {
  expect(alertsOf(judgeAll([one]), '10.1.1.5')['upload']).toBeUndefined();
});
