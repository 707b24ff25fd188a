import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOutside } from './is-outside.ts';

describe('an address of the outside', () => {
  it.each(['45.9.100.7', '2606:4700::1111', '::ffff:45.9.100.7', '64:ff9b::2d09:6407'])('%s is one', (address) => {
    expect(isOutside(address)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '::',
    '::1',
    '::7f00:1',
    'fe80::1',
    'fe80::1%eth0',
    'fd00::1',
    'fec0::1',
    'ff02::1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '64:ff9b:1::a00:1',
    'example.org',
    '',
  ])('“%s” is none', (address) => {
    expect(isOutside(address)).toBe(false);
  });

  it('is judged the same where IPv4 is written as IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isOutside(`::ffff:${address}`)).toBe(isOutside(address));
        expect(isOutside(`64:ff9b::${address}`)).toBe(isOutside(address));
      }),
    );
  });
});
