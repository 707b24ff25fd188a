import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareRpmVersions } from './compare-rpm-versions.ts';

// The pairs of rpm's own test of rpmvercmp that say something about each rule, and whole versions.
test.each([
  ['1.0', '=', '1.0'],
  ['1.0', '<', '2.0'],
  ['2.0.1', '<', '2.0.1a'],
  ['5.5p1', '<', '5.5p2'],
  ['5.5p1', '<', '5.5p10'],
  ['10xyz', '<', '10.1xyz'],
  ['xyz10', '<', 'xyz10.1'],
  ['xyz.4', '<', '8'],
  ['xyz.4', '<', '2'],
  ['5.5p2', '<', '5.6p1'],
  ['6.0.rc1', '>', '6.0'],
  ['10b2', '>', '10a1'],
  ['1.0aa', '>', '1.0a'],
  ['10.0001', '=', '10.1'],
  ['10.0001', '<', '10.0039'],
  ['4.999.9', '<', '5.0'],
  ['20101121', '=', '20101121'],
  ['2_0', '=', '2.0'],
  ['a+', '=', 'a_'],
  ['1.0~rc1', '<', '1.0'],
  ['1.0~rc1', '<', '1.0~rc2'],
  ['1.0~rc1~git123', '<', '1.0~rc1'],
  ['1.0^', '>', '1.0'],
  ['1.0^git1', '<', '1.01'],
  ['1.0^20160101', '<', '1.0.1'],
  ['1.0^20160102', '>', '1.0^20160101^git1'],
  ['1.0~rc1^git1', '>', '1.0~rc1'],
  ['1.0^git1~pre', '<', '1.0^git1'],
  ['1:1.0-1', '>', '2.0-1'],
  ['3.0.7-24.el9', '<', '3.0.7-25.el9_3'],
  ['3.0.7-24.el9', '=', '3.0.7'],
])('%s %s %s', (left, sign, right) => {
  const expected = sign === '<' ? -1 : sign === '>' ? 1 : 0;
  expect(Math.sign(compareRpmVersions(left, right))).toBe(expected);
  expect(Math.sign(compareRpmVersions(right, left)) + expected).toBe(0);
});

test('is an order of versions with a release, whatever the texts', () => {
  const part = fc.stringMatching(/^[01aB~^._]{1,10}$/);
  const version = fc.tuple(part, part).map(([one, two]) => `${one}-${two}`);
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      const [ab, bc, ac] = [compareRpmVersions(a, b), compareRpmVersions(b, c), compareRpmVersions(a, c)];
      expect(Math.sign(compareRpmVersions(b, a)) + Math.sign(ab)).toBe(0);
      if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
});
