import { expect, test } from 'vitest';
import { alertsOf, flow, judgeAll, NOON, SECOND, side, silent } from '../synthetic.test-support.ts';

test('half-open connections by the hundred a second are a flood', () => {
  const flows = Array.from({ length: 4000 }, (_, index) =>
    silent({ dport: 80, start: NOON + index * 1000, end: NOON + index * 1000, out: side(1, 0, 2) }),
  );
  expect(alertsOf(judgeAll(flows), '10.1.1.5')['flood']).toBeGreaterThan(0.7);
});

test('so are packets by the ten thousand that nobody answers', () => {
  const one = flow({
    transport: 'udp',
    dport: 80,
    state: 'S0',
    end: NOON + 10 * SECOND,
    out: side(200_000, 2e7),
    in: side(0, 0),
  });
  expect(alertsOf(judgeAll([one]), '10.1.1.5')['flood']).toBeGreaterThan(0.7);
});

test('a stream that is answered is none', () => {
  const one = flow({
    transport: 'udp',
    dport: 443,
    end: NOON + 10 * SECOND,
    out: side(200_000, 2e8),
    in: side(150_000, 1e7),
  });
  expect(alertsOf(judgeAll([one]), '10.1.1.5')['flood']).toBeUndefined();
});

test('replies that were never asked for are an echo, which is hardly the fault of the host', () => {
  const echoes = Array.from({ length: 300 }, (_, index) =>
    flow({
      transport: 'udp',
      src: `${20 + (index % 200)}.7.${index % 250}.9`,
      sport: 53,
      dst: '10.1.1.5',
      dport: 31_000,
      service: '',
      state: 'S0',
      out: side(1, 500),
      in: side(0, 0),
    }),
  );
  const found = judgeAll([...echoes, flow({})]);
  expect(alertsOf(found, '10.1.1.5')).toHaveProperty('backscatter');
  expect(found[0]?.risk).toBeLessThan(0.4);
});
