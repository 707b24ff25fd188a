import { expect, test } from 'vitest';
import { alertsOf, flow, judgeAll, NOON, refused, SECOND, side, silent } from '../synthetic.test-support.ts';

const ports = (count: number): number[] => Array.from({ length: count }, (_, index) => 20 + index);

test('silent and refused ports of one host are a scan, however slow', () => {
  const scan = ports(60).map((dport, index) =>
    (index % 2 ? silent : refused)({ dport, start: NOON + index * 600 * SECOND }),
  );
  expect(alertsOf(judgeAll(scan), '10.1.1.5')['vertical-scan']).toBeGreaterThan(0.75);
});

test('a scan inside a VLAN counts the same', () => {
  const scan = ports(60).map((dport) => silent({ dport, vlans: [12] }));
  expect(alertsOf(judgeAll(scan), '10.1.1.5')['vertical-scan']).toBeGreaterThan(0.75);
});

test('connections that are opened and torn down without a word are probes', () => {
  const scan = ports(40).map((dport) => flow({ dport, state: 'RSTO', out: side(3, 0, 22), in: side(1, 0, 18) }));
  expect(alertsOf(judgeAll(scan), '10.1.1.5')['vertical-scan']).toBeGreaterThan(0.7);
});

test('UDP ports that stay silent are a scan', () => {
  const scan = ports(40).map((dport) => silent({ transport: 'udp', dport, out: side(1, 20) }));
  expect(alertsOf(judgeAll(scan), '10.1.1.5')['vertical-scan']).toBeGreaterThan(0.7);
});

test.each([
  ['a few dead ports', ports(12).map((dport) => refused({ dport }))],
  ['many ports that answer', ports(60).map((dport) => flow({ dport: 40_000 + dport }))],
  ['a traceroute', ports(60).map((_, index) => silent({ transport: 'udp', dport: 33_434 + index, out: side(1, 32) }))],
  ['one dead port tried often', ports(60).map(() => refused({ dport: 8080 }))],
  [
    'discovery by broadcast',
    ports(60).map((dport) => silent({ transport: 'udp', dst: '255.255.255.255', dport, out: side(1, 32) })),
  ],
])('%s is no scan', (_name, flows) => {
  expect(alertsOf(judgeAll(flows), '10.1.1.5')['vertical-scan']).toBeUndefined();
});

test('scans of many hosts are told as one', () => {
  const scan = Array.from({ length: 10 }, (_, host) =>
    ports(30).map((dport) => silent({ dst: `198.51.100.${host + 1}`, dport })),
  ).flat();
  const [subject] = judgeAll(scan);
  const alerts = subject?.alerts.filter((alert) => alert.type === 'vertical-scan') ?? [];
  expect(alerts).toHaveLength(1);
  expect(alerts[0]?.title).toBe('Port scan of 10 hosts');
  expect(alerts[0]?.technique.id).toBe('T1046');
});
