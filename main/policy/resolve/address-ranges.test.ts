import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cidrsOf, invertRanges, meetRanges, rangesOf } from './address-ranges.ts';

test.each([
  [['10.0.0.0/9', '10.128.0.0/9'], ['10.0.0.0/8']],
  [['10.1.2.3', '10.0.0.0/8', '10.0.0.0/30'], ['10.0.0.0/8']],
  [
    ['0.0.0.0/0', '::/0'],
    ['0.0.0.0/0', '::/0'],
  ],
  [
    ['255.255.255.255', '2001:DB8::/33', '2001:db8:8000::/33'],
    ['255.255.255.255/32', '2001:db8::/32'],
  ],
  [
    ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
    ['10.0.0.1/32', '10.0.0.2/31'],
  ],
  [['nobody', '10.0.0.0/33', '1.2.3', ''], []],
])('%j is written %j', (cidrs, written) => {
  expect(cidrsOf(rangesOf(cidrs))).toEqual(written);
});

/** Networks of the last five bits of an address, so that all addresses can be tried. */
const networks = (prefix: string, bits: number): fc.Arbitrary<string[]> =>
  fc.array(
    fc.tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 0, max: 5 })).map(([value, free]) => {
      const base = (value >> free) << free;
      return `${prefix}${prefix.includes(':') ? base.toString(16) : base}/${bits - free}`;
    }),
    { maxLength: 8 },
  );

test.each([
  ['10.0.0.', 32],
  ['2001:db8::', 128],
])('meeting and inverting agree with counting one by one: %s', (prefix, bits) => {
  const holds = (cidrs: readonly string[], value: number): boolean =>
    cidrs.some((cidr) => {
      const [address = '', length] = cidr.split('/');
      const base = address.slice(prefix.length);
      const start = prefix.includes(':') ? Number.parseInt(base || '0', 16) : Number(base);
      const free = bits - Number(length);
      return free > 5 ? true : value >> free === start >> free;
    });
  fc.assert(
    fc.property(networks(prefix, bits), networks(prefix, bits), (one, other) => {
      const met = cidrsOf(meetRanges(rangesOf(one), rangesOf(other)));
      const rest = meetRanges(invertRanges(rangesOf(one)), rangesOf([`${prefix}0/${bits - 5}`]));
      for (let value = 0; value < 32; value++) {
        expect(holds(met, value)).toBe(holds(one, value) && holds(other, value));
        expect(holds(cidrsOf(rest), value)).toBe(!holds(one, value));
      }
    }),
  );
});
