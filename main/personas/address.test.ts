import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, test } from 'vitest';
import { kindOfAddress, networkOfAddress, networkTest, siteOfAddress } from './address.ts';

test('the kind of an IPv4 address agrees with a full parse', () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      const range = ipaddr.parse(text).range();
      const kind = kindOfAddress(text);
      if (range === 'private' || range === 'carrierGradeNat') expect(kind).toBe('private');
      if (range === 'loopback') expect(kind).toBe('loopback');
      if (range === 'multicast' || range === 'broadcast') expect(kind).toBe('group');
      if (range === 'unicast') expect(kind).toBe('public');
    }),
  );
});

test('an address lies in its own network and site', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = ipaddr.parse(text).toString();
      expect(networkTest([networkOfAddress(address)])(address)).toBe(true);
      expect(networkTest([siteOfAddress(address)])(address)).toBe(true);
    }),
  );
});

test('hostile text has no kind, no network, and lies in none', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      kindOfAddress(text);
      networkOfAddress(text);
      siteOfAddress(text);
      expect(networkTest([text, 'x/99'])('not an address')).toBe(false);
    }),
  );
});
