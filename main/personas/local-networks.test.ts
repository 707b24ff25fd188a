import { expect, test } from 'vitest';
import { LinkTable } from './link-table.ts';
import { LocalNetworks } from './local-networks.ts';

function learn(
  pairs: readonly [string, string][],
  declared: readonly string[] = [],
  links = new LinkTable(),
): LocalNetworks {
  const networks = new LocalNetworks(declared, links);
  for (const [source, target] of pairs) networks.observe(source, target);
  networks.settle();
  return networks;
}

test('private addresses are local, public and group addresses are not', () => {
  const networks = learn([]);
  for (const address of [
    '10.0.0.1',
    '172.20.0.1',
    '192.168.3.4',
    '100.64.1.1',
    '169.254.9.9',
    'fd00::1',
    'fe80::1',
    '127.0.0.1',
    '::1',
  ])
    expect(networks.isLocal(address), address).toBe(true);
  for (const address of [
    '198.51.100.1',
    '172.32.0.1',
    '224.0.0.251',
    '255.255.255.255',
    'ff02::1',
    '2001:db8::1',
    '0.0.0.0',
    'host:x',
    '',
  ])
    expect(networks.isLocal(address), address).toBe(false);
});

test('what is declared counts alone', () => {
  const networks = learn([], ['198.51.100.0/24', '2001:db8:1::/48']);
  expect(networks.isLocal('198.51.100.9')).toBe(true);
  expect(networks.isLocal('2001:db8:1::9')).toBe(true);
  expect(networks.isLocal('10.0.0.1')).toBe(false);
});

test('a campus that asks many servers is local, its servers are not', () => {
  const networks = learn(Array.from({ length: 40 }, (_, index) => ['203.0.113.9', `${20 + index}.51.3.7`]));
  expect(networks.isLocal('203.0.113.9')).toBe(true);
  expect(networks.isLocal('203.0.113.77')).toBe(true);
  expect(networks.isLocal('24.51.3.7')).toBe(false);
});

test('a campus of several networks is taken as one site, not its visitor', () => {
  const networks = learn(Array.from({ length: 40 }, (_, index) => ['198.51.100.9', `203.0.${index % 8}.${index}`]));
  expect(networks.isLocal('203.0.3.3')).toBe(true);
  expect(networks.isLocal('198.51.100.9')).toBe(false);
});

test('of two public hosts alone the one that began is local, unless it lies behind a router', () => {
  expect(learn([['203.0.113.9', '198.51.100.7']]).isLocal('203.0.113.9')).toBe(true);
  expect(learn([['203.0.113.9', '198.51.100.7']]).isLocal('198.51.100.7')).toBe(false);
  const links = new LinkTable();
  links.observeSpeaker('02:00:00:00:00:01', '203.0.113.9', 0, 9, true);
  links.observeSpeaker('02:00:00:00:00:01', '192.0.2.9', 0, 9, true);
  links.observeSpeaker('02:00:00:00:00:02', '198.51.100.7', 0, 9, true);
  expect(learn([['203.0.113.9', '198.51.100.7']], [], links).isLocal('198.51.100.7')).toBe(true);
});

test('a public host that spoke ARP is local', () => {
  const links = new LinkTable();
  links.observeOnLink('203.0.113.9');
  expect(learn([], [], links).isLocal('203.0.113.9')).toBe(true);
});
