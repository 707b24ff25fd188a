import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toAddressRange, toAddressText, toAddressValue } from './address-value.ts';

test.each([
  '0.0.0.0',
  '10.20.30.40',
  '255.255.255.255',
  '::',
  '2001:db8::1',
  'fe80::aaaa:1',
  'not-an-address',
  '1.2.3',
  '1.2.3.4.5',
  '256.1.1.1',
])('%s comes back as it went in', (text) => {
  expect(toAddressText(toAddressValue(text))).toBe(text);
});

test('every IPv4 address keeps its value', () => {
  fc.assert(fc.property(fc.ipV4(), (text) => toAddressText(toAddressValue(text)) === text));
});

test.each([
  ['192.168.4.7/22', '192.168.4.0', '192.168.7.255'],
  ['10.0.0.1', '10.0.0.1', '10.0.0.1'],
  ['0.0.0.0/0', '0.0.0.0', '255.255.255.255'],
  ['2001:db8:ffff::/33', '2001:db8:8000::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
])('%s spans %s to %s', (network, first, last) => {
  const range = toAddressRange(network);
  expect(range && [toAddressText(range.first), toAddressText(range.last)]).toEqual([first, last]);
});

test.each(['nonsense', '1.2.3.4/33', 'fe80::/129', 'name/8'])('%s is no range', (text) => {
  expect(toAddressRange(text)).toBeNull();
});
