import { expect, test } from 'vitest';
import { TrafficProfile } from './traffic-profile.ts';
import { joinSummaries } from './traffic-summary.ts';

const HOUR = 3600e6;
const flow = {
  outgoing: true,
  peer: '198.51.100.7',
  port: 443,
  service: 'tls',
  answered: true,
  packets: 10,
  bytesOut: 900,
  bytesIn: 4000,
  start: 14 * HOUR,
};

test('a profile counts what is asked and served by class and hour; greetings to everybody are neither', () => {
  const profile = new TrafficProfile();
  profile.add(flow);
  profile.add({ ...flow, answered: false, port: 25, start: 15 * HOUR });
  profile.add({ ...flow, outgoing: false, peer: '10.1.1.9', port: 5432, service: 'postgresql' });
  profile.add({ ...flow, peer: '224.0.0.251', port: 5353, service: 'mdns' });
  const summary = profile.summary();
  expect(summary).toMatchObject({
    asked: 2,
    served: 1,
    failed: 1,
    servers: 1,
    clients: 1,
    uses: [{ kind: 'web', flows: 1 }],
    offers: [{ kind: 'database', flows: 1 }],
  });
  expect([summary.hours[14], summary.hours[15]]).toEqual([3, 1]);
});

test('summaries of two addresses of a machine add up', () => {
  const one = new TrafficProfile();
  const other = new TrafficProfile();
  one.add(flow);
  other.add({ ...flow, service: 'dns', port: 53 });
  other.add(flow);
  const joined = joinSummaries([one.summary(), other.summary()]);
  expect(joined).toMatchObject({
    asked: 3,
    uses: [
      { kind: 'web', flows: 2 },
      { kind: 'naming', flows: 1 },
    ],
  });
  expect(joined.hours[14]).toBe(3);
});

test('features stay between 0 and 1', () => {
  const profile = new TrafficProfile();
  for (let index = 0; index < 500; index++)
    profile.add({ ...flow, peer: `198.51.${index % 250}.7`, bytesOut: 1e9, bytesIn: 10 });
  for (const value of Object.values(profile.evidence().features)) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1);
  }
});
