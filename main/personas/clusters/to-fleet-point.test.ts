import { expect, it } from 'vitest';
import { TrafficProfile } from '../traffic-profile.ts';
import { toFleetPoint } from './to-fleet-point.ts';

function personaOf(flows: number, service: string, port: number, outgoing = false) {
  const profile = new TrafficProfile();
  for (let index = 0; index < flows; index++)
    profile.add({
      outgoing,
      peer: '198.51.100.1',
      port,
      service,
      answered: true,
      packets: 4,
      bytesOut: 100,
      bytesIn: 100,
      start: 0,
    });
  const traits = { features: profile.evidence().features, services: profile.services(), label: 'Database' };
  return { traits, profile: profile.summary() };
}

it('brings kinds, services and breadth of what a VM does', () => {
  const point = toFleetPoint('vm', personaOf(30, 'redis', 6379));
  expect(point).toMatchObject({ id: 'vm', label: 'Database' });
  expect([...(point?.blocks.kinds ?? [])]).toEqual([['offers database', 30]]);
  expect([...(point?.blocks.services ?? [])]).toEqual([['offers redis', 30]]);
  expect(point?.blocks.breadth?.get('manyClients')).toBeGreaterThan(0);
});

it.each([
  ['too few flows', personaOf(19, 'redis', 6379)],
  ['only asks for names', personaOf(500, 'dns', 53, true)],
])('%s: nothing to compare', (_, persona) => {
  expect(toFleetPoint('vm', persona)).toBeNull();
});

it('takes the agent where it told enough, with or without traffic', () => {
  const agent = { syscalls: [['read', 300] as const], programs: [['exec:sh<init', 3] as const] };
  expect(Object.keys(toFleetPoint('vm', personaOf(0, '', 0), agent)?.blocks ?? {})).toEqual(['syscalls']);
  expect(Object.keys(toFleetPoint('vm', personaOf(30, 'redis', 6379), agent)?.blocks ?? {})).toEqual([
    'kinds',
    'services',
    'breadth',
    'syscalls',
  ]);
});
