import { expect, test } from 'vitest';
import { alertsOf, flow, judgeAll, NOON, side, type RecordOf } from '../synthetic.test-support.ts';

function pings(parts: Partial<RecordOf<'echo'>>) {
  const one = flow({
    transport: 'icmp',
    icmpType: 8,
    sport: 0,
    dport: 0,
    state: 'OTH',
    out: side(100, 9000),
    in: side(100, 9000),
  });
  const echo: RecordOf<'echo'> = {
    kind: 'echo',
    flow: one.id,
    time: NOON,
    requests: 100,
    replies: 100,
    payloadBytes: 18_000,
    distinctSizes: 1,
    distinctPayloads: 1,
    mismatched: 0,
    inner: '',
    ...parts,
  };
  return alertsOf(judgeAll([one], [echo]), '10.1.1.5')['icmp-tunnel'];
}

test.each([
  ['replies that carry something else', { mismatched: 60, distinctPayloads: 64, distinctSizes: 3 }],
  ['payloads of many sizes and contents', { distinctSizes: 30, distinctPayloads: 64 }],
  ['a protocol inside', { inner: 'SSH-2.0' }],
])('%s are a tunnel', (_name, parts) => {
  expect(pings(parts)).toBeGreaterThan(0.7);
});

test.each([
  ['an ordinary ping', {}],
  ['looking for the largest packet', { distinctSizes: 8, distinctPayloads: 8 }],
  ['a ping that counts in its payload', { distinctPayloads: 64 }],
])('%s is none', (_name, parts) => {
  expect(pings(parts)).toBeUndefined();
});
