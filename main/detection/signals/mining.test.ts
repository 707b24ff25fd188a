import { expect, test } from 'vitest';
import { alertsOf, flow, judgeAll, NOON, SECOND, type RecordOf } from '../synthetic.test-support.ts';

const calls = (flowId: number, methods: string[]): RecordOf<'mining'>[] =>
  methods.map((method, index) => ({
    kind: 'mining',
    flow: flowId,
    time: NOON + index * SECOND,
    method,
    login: 'wallet.1',
  }));

test('the protocol of a pool is mining on any port', () => {
  const one = flow({ dport: 9050, service: 'mining' });
  const found = judgeAll(
    [one],
    calls(one.id, ['mining.subscribe', 'mining.authorize', 'mining.submit', 'mining.submit']),
  );
  expect(alertsOf(found, '10.1.1.5')['mining']).toBeGreaterThan(0.9);
  expect(found[0]?.alerts[0]?.technique.id).toBe('T1496');
});

test('a pool that outsiders mine for is not the miner', () => {
  const one = flow({ src: '198.51.100.7', dst: '10.1.1.5', dport: 3333, service: 'mining' });
  expect(
    alertsOf(judgeAll([one], calls(one.id, ['mining.submit', 'mining.submit', 'mining.submit'])), '10.1.1.5'),
  ).toEqual({});
});
