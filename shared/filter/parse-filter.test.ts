import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKey, networkKeys } from './address.ts';
import { parseFilter } from './parse-filter.ts';

describe('parseFilter', () => {
  test.each([
    ['', { kind: 'all' }],
    ['192.0.2.1', { kind: 'address', field: 'ip', value: '192.0.2.1' }],
    ['fe80::1', { kind: 'address', field: 'ip', value: 'fe80::1' }],
    ['dst:10.0.0.0/8', { kind: 'address', field: 'dst', value: '10.0.0.0/8' }],
    ['bytes>1.5M', { kind: 'number', field: 'bytes', comparison: '>', value: 1.5e6 }],
    ['duration>=2m', { kind: 'number', field: 'duration', comparison: '>=', value: 120e6 }],
    ['port:1-1023', { kind: 'range', field: 'port', from: 1, to: 1023 }],
    ['name:"two words"', { kind: 'text', field: 'name', value: 'two words' }],
    ['not state:S0', { kind: 'not', part: { kind: 'text', field: 'state', value: 'S0' } }],
  ])('%s', (text, filter) => {
    expect(parseFilter(text)).toEqual({ filter, error: null });
  });

  test('and binds closer than or, and may be left out', () => {
    const implicit = parseFilter('src:10.0.0.1 port:22 or service:tls');
    expect(implicit).toEqual(parseFilter('(src:10.0.0.1 and port:22) or service:tls'));
    expect(implicit.filter?.kind).toBe('or');
  });

  test.each([
    ['src:nowhere', 4],
    ['colour:red', 0],
    ['(port:1', 0],
    ['port:1)', 6],
    ['port:1 or', 9],
    ['port:abc', 5],
    ['name:"open', 5],
    ['bytes>', 0],
  ])('%s is refused at %i', (text, offset) => {
    expect(parseFilter(text).error?.offset).toBe(offset);
  });

  test('never throws, and says where within the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const { error } = parseFilter(text);
        if (error) expect(error.offset).toBeLessThanOrEqual(text.length);
      }),
    );
    expect(parseFilter('('.repeat(900)).error?.message).toContain('parentheses');
  });
});

test('a network is a contiguous range of keys that holds its addresses', () => {
  const keys = networkKeys('192.168.4.0/22');
  expect(keys).not.toBeNull();
  const inside = addressKey('192.168.7.255');
  expect(inside >= (keys?.first ?? '') && inside <= (keys?.last ?? '')).toBe(true);
  expect(addressKey('192.168.8.0') > (keys?.last ?? '')).toBe(true);
  expect(networkKeys('2001:db8::/32')?.last).toBe('20010db8ffffffffffffffffffffffff');
  expect(networkKeys('999.1.1.1/8')).toBeNull();
});
