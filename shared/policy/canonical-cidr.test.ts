import { expect, test } from 'vitest';
import { canonicalCidr } from './canonical-cidr.ts';

test.each([
  ['10.1.2.3', '10.1.2.3/32'],
  ['10.1.2.3/8', '10.0.0.0/8'],
  [' 2001:DB8:0:0::1 ', '2001:db8::1/128'],
  ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
  ['::ffff:10.0.0.1', '10.0.0.1/32'],
  ['10.1/8', null],
  ['010.0.0.1', null],
  ['fe80::1%eth0', null],
  ['10.0.0.0/33', null],
  ['name', null],
])('%s is %s', (text, cidr) => {
  expect(canonicalCidr(text)).toBe(cidr);
});
