import { expect, test } from 'vitest';
import type { L7Record } from '../../telemetry/flow.ts';
import { alertsOf, flow, judgeAll, NOON, SECOND } from '../synthetic.test-support.ts';

const one = flow({ dst: '10.1.2.3', dport: 502, service: 'modbus' });
const uses = (functions: readonly number[], unit = (_index: number): number => 1): L7Record[] =>
  functions.map((code, index) => ({
    kind: 'modbus',
    flow: one.id,
    time: NOON + index * SECOND,
    unit: unit(index),
    function: code,
    exception: code > 6,
  }));

test('trying function after function is a sweep', () => {
  const found = judgeAll([one], uses(Array.from({ length: 40 }, (_, index) => index)));
  expect(alertsOf(found, '10.1.1.5')['control-sweep']).toBeGreaterThan(0.75);
  expect(found[0]?.alerts[0]?.technique.id).toBe('T0888');
});

test('so is trying unit after unit', () => {
  expect(
    alertsOf(
      judgeAll(
        [one],
        uses(
          Array.from({ length: 100 }, () => 3),
          (index) => index,
        ),
      ),
      '10.1.1.5',
    )['control-sweep'],
  ).toBeGreaterThan(0.6);
});

test('a master with its handful of functions is at work, and the device is not blamed', () => {
  expect(
    alertsOf(
      judgeAll([one], uses(Array.from({ length: 500 }, (_, index) => [1, 3, 4, 16][index % 4] ?? 3))),
      '10.1.1.5',
    ),
  ).toEqual({});
  expect(alertsOf(judgeAll([one], uses(Array.from({ length: 40 }, (_, index) => index))), '10.1.2.3')).toEqual({});
});
