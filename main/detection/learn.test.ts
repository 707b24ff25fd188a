import { expect, test } from 'vitest';
import { leaseholderOf } from './learn.ts';

const ends = (src: string) => ({
  id: 1,
  transport: 'udp' as const,
  src,
  sport: 68,
  dst: '10.0.0.1',
  dport: 67,
  start: 1,
});
const lease = (message: string, address: string, hostname = 'web-01') => ({
  kind: 'dhcp' as const,
  flow: 1,
  time: 1,
  message,
  mac: '52:54:00:00:00:01',
  hostname,
  vendor: '',
  address,
});

test.each([
  ['the host it is leased to, not the server that says so', lease('ACK', '10.0.0.7'), '10.0.0.1', '10.0.0.7'],
  ['nobody when a server names no address', lease('ACK', ''), '10.0.0.1', ''],
  ['the address asked for, where the client has none yet', lease('REQUEST', '10.0.0.7'), '0.0.0.0', '10.0.0.7'],
  ['the client itself, where it renews', lease('INFORM', ''), '10.0.0.7', '10.0.0.7'],
  ['nobody without a name', lease('REQUEST', '10.0.0.7', ''), '10.0.0.7', ''],
  ['the client, where the address is none', lease('REQUEST', '0.0.0.0'), '10.0.0.7', '10.0.0.7'],
])('a lease names %s', (_, record, src, holder) => {
  expect(leaseholderOf(record, ends(src))).toBe(holder);
});
