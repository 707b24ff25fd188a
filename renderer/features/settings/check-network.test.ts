import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNetwork, networkHolds } from './check-network.ts';

describe('a local network', () => {
  it.each([
    ['10.20.0.0/16', '10.20.0.0/16'],
    [' 192.0.2.7 ', '192.0.2.7/32'],
    ['2001:DB8:20::/48', '2001:db8:20::/48'],
    ['10.128.0.0/9', '10.128.0.0/9'],
  ])('%j is %s', (text, network) => {
    expect(checkNetwork(text)).toEqual({ network, problem: '' });
  });
  it.each([
    ['', 'Write a network'],
    ['10.20.0', 'not an IPv4'],
    ['fish/8', 'not an IPv4'],
    ['10.0.0.0/33', '0 to 32'],
    ['10.0.0.0/-1', '0 to 32'],
    ['::/129', '0 to 128'],
    ['10.20.3.4/16', 'Did you mean 10.20.0.0/16?'],
    ['0.0.0.0/0', 'every address'],
  ])('%j is refused: %s', (text, words) => {
    const check = checkNetwork(text);
    expect(check.network).toBe('');
    expect(check.problem).toContain(words);
  });
  it('accepts its own form again, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4Extended(), fc.ipV6(), fc.string()), fc.nat(140), (address, prefix) => {
        const check = checkNetwork(`${address}/${prefix}`);
        if (check.problem === '') expect(checkNetwork(check.network).problem).toBe('');
      }),
    );
  });
  it('holds its addresses', () => {
    expect(networkHolds('10.20.0.0/16', '10.20.200.1')).toBe(true);
    expect(networkHolds('10.20.0.0/16', '10.21.0.1')).toBe(false);
    expect(networkHolds('10.20.0.0/16', 'fe80::1')).toBe(false);
    expect(networkHolds('x', 'y')).toBe(false);
  });
});
