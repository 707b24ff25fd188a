import { expect, test } from 'vitest';
import { LinkTable } from './link-table.ts';

const ROUTER = '02:00:00:00:00:01';
const HOST = '02:00:00:00:00:02';

test('a MAC that speaks for several hosts at once is a router, and they lie behind it', () => {
  const links = new LinkTable();
  links.observeSpeaker(ROUTER, '10.2.0.1', 0, 100, true);
  links.observeSpeaker(ROUTER, '10.3.0.1', 50, 90, true);
  links.observeSpeaker(HOST, '10.1.0.1', 0, 100, true);
  expect(links.isRouter(ROUTER)).toBe(true);
  expect(links.isBehindRouter('10.2.0.1')).toBe(true);
  expect(links.isBehindRouter('10.1.0.1')).toBe(false);
  expect(links.macsOf('10.2.0.1')).toEqual([]);
  expect(links.siblings('10.2.0.1')).toEqual([]);
});

test('addresses that one MAC used one after the other are one machine that moved', () => {
  const links = new LinkTable();
  links.observeSpeaker(HOST, '10.1.0.1', 0, 100, true);
  links.observeSpeaker(HOST, '10.2.0.7', 200, 300, true);
  links.observeSpeaker(HOST, 'fe80::1', 0, 300, true);
  expect(links.isRouter(HOST)).toBe(false);
  expect(links.siblings('10.1.0.1')).toEqual(['10.2.0.7', 'fe80::1']);
});

test('where answers were only asked of a MAC, nothing says that it is theirs', () => {
  const links = new LinkTable();
  links.observeSpeaker(ROUTER, '10.2.0.1', 0, 100, false);
  links.observeSpeaker(ROUTER, '10.3.0.1', 200, 300, false);
  expect(links.siblings('10.2.0.1')).toEqual([]);
});

test('two public addresses are what lies behind a router, whenever they spoke', () => {
  const links = new LinkTable();
  links.observeSpeaker(ROUTER, '198.51.100.1', 0, 1, false);
  links.observeSpeaker(ROUTER, '203.0.113.1', 5, 6, false);
  expect(links.isRouter(ROUTER)).toBe(true);
});

test('aliases that are all proven on the link belong to one machine; a gateway keeps its own address', () => {
  const links = new LinkTable();
  for (const address of ['10.1.0.1', '10.1.0.2']) {
    links.observeOnLink(address);
    links.observeSpeaker(HOST, address, 0, 100, true);
  }
  expect(links.isRouter(HOST)).toBe(false);
  links.observeOnLink('10.1.0.254');
  links.observeSpeaker(ROUTER, '10.1.0.254', 0, 100, true);
  links.observeSpeaker(ROUTER, '198.51.100.1', 0, 100, true);
  expect(links.isRouterAddress('10.1.0.254')).toBe(true);
  expect(links.macsOf('10.1.0.254')).toEqual([ROUTER]);
  expect(links.siblings('10.1.0.254')).toEqual([]);
});

test('multicast, broadcast and absent MACs are nobody', () => {
  const links = new LinkTable();
  for (const mac of ['', 'ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:fb', '00:00:00:00:00:00'])
    links.observeSpeaker(mac, '10.1.0.1', 0, 1, true);
  expect(links.macsOf('10.1.0.1')).toEqual([]);
});
