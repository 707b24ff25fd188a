import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDebVersions } from './compare-deb-versions.ts';

test.each([
  ['1.0', '<', '1.1'],
  ['1.9', '<', '1.10'],
  ['1.0~rc1-1', '<', '1.0-1'],
  ['1.0~~', '<', '1.0~'],
  ['1.0~~a', '<', '1.0~'],
  ['1.0', '<', '1.0a'],
  ['1.0a', '<', '1.0+b'],
  ['2:1.0', '>', '1:9.9'],
  ['9.9', '<', '1:0.1'],
  ['1.0-1', '<', '1.0-1+deb12u1'],
  ['1.0-1+deb12u2', '>', '1.0-1+deb12u1'],
  ['1.0-1~bpo12+1', '<', '1.0-1'],
  ['3.0.11-1~deb12u2', '<', '3.0.14-1~deb12u1'],
  ['1.0-0', '=', '1.0'],
  ['1.00', '=', '1.0'],
  ['0:1.0', '=', '1.0'],
  ['1.0-a-1', '>', '1.0-1'],
  ['6.1.76-1', '<', '6.1.90-1'],
  ['', '=', ''],
])('%s %s %s', (left, sign, right) => {
  const expected = sign === '<' ? -1 : sign === '>' ? 1 : 0;
  expect(Math.sign(compareDebVersions(left, right))).toBe(expected);
  expect(Math.sign(compareDebVersions(right, left)) + expected).toBe(0);
});

test('is an order, whatever the texts', () => {
  const version = fc.oneof(fc.stringMatching(/^[01a~+.:-]{0,12}$/), fc.string());
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      const [ab, bc, ac] = [compareDebVersions(a, b), compareDebVersions(b, c), compareDebVersions(a, c)];
      expect(Math.sign(compareDebVersions(b, a)) + Math.sign(ab)).toBe(0);
      if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
});
