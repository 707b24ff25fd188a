import { expect, test } from 'vitest';
import { alertsOf, flow, judgeAll } from '../synthetic.test-support.ts';

test('a protocol on the port of another is told', () => {
  expect(alertsOf(judgeAll([flow({ dport: 443, service: 'ssh' })]), '10.1.1.5')).toHaveProperty('port-mismatch');
  expect(alertsOf(judgeAll([flow({ dport: 53, service: 'http' })]), '10.1.1.5')).toHaveProperty('port-mismatch');
});

test.each([
  ['TLS on 443', flow({ dport: 443, service: 'tls' })],
  ['what was not recognised', flow({ dport: 443, service: '' })],
  ['HTTP on a port of its own', flow({ dport: 8081, service: 'http' })],
  ['a neighbour', flow({ dst: '10.1.1.8', dport: 443, service: 'http' })],
])('%s is not', (_name, one) => {
  expect(alertsOf(judgeAll([one]), '10.1.1.5')).toEqual({});
});
