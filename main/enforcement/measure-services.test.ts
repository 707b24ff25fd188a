import { expect, it } from 'vitest';
import { type MeasuredConnection, measureServices } from './measure-services.ts';

const window = { from: 0, to: 60e6 };
const one = (part: Partial<MeasuredConnection> = {}): MeasuredConnection => ({
  side: 'offers',
  transport: 'tcp',
  dport: 8443,
  service: '',
  state: 'SF',
  start: 1e6,
  finish: 1.02e6,
  bytes: 100,
  ...part,
});

it('sums up a service under the name that its content told, whatever failed before it was told', () => {
  const services = measureServices(
    [
      one({ state: 'S0', finish: 1e6, bytes: 60 }),
      one({ service: 'tls' }),
      one({ state: 'REJ' }),
      one({ state: 'S1', finish: 9e6 }),
      one({ finish: 61e6 }),
      one({ side: 'uses', transport: 'udp', dport: 53 }),
    ],
    window,
  );
  expect([...services.values()].map(({ side, label }) => `${side} ${label}`)).toEqual([
    'offers tls 8443',
    'uses dns 53',
  ]);
  expect(services.get('offers tcp 8443')?.figures).toEqual({
    seconds: 60,
    connections: 5,
    failed: 2,
    bytes: [60, 100, 100, 100, 100],
    // Those that go on, or ended after the window, have no time yet.
    took: [20],
    bytesInAll: 460,
  });
});

it('keeps a bounded sample of all of the window', () => {
  const count = 30_000;
  const all = Array.from({ length: count }, (_, at) => one({ bytes: at }));
  const figures = measureServices(all, window).get('offers tcp 8443')!.figures;
  expect(figures.connections).toBe(count);
  expect(figures.bytes).toHaveLength(1000);
  const late = figures.bytes.filter((bytes) => bytes > count / 2).length;
  expect(late).toBeGreaterThan(200);
});
