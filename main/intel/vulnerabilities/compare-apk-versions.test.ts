import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareApkVersions } from './compare-apk-versions.ts';

test.each([
  ['2.34', '>', '0.1.0_alpha'],
  ['0.1.0_alpha', '<', '0.1.3_alpha'],
  ['0.1.0_alpha', '<', '0.1.0'],
  ['1.0.4-r3', '<', '1.0.4-r4'],
  ['1.0.4-r4', '<', '1.0.4-r10'],
  ['8.2.0', '>', '8.0.1.003'],
  ['1.5.0', '<', '1.5.1_alpha'],
  ['0.12.2', '<', '0.12.10'],
  ['1.2_rc1', '<', '1.2'],
  ['1.2_p1', '>', '1.2'],
  ['1.2_rc1', '>', '1.2_beta2'],
  ['1.2_alpha2', '<', '1.2_alpha10'],
  ['1.05', '<', '1.1'],
  ['1.2a', '>', '1.2'],
  ['1.2a', '<', '1.2b'],
  ['1.2.1', '>', '1.2a'],
  ['1.2', '<', '1.2-r1'],
  ['1.36.1-r5', '<', '1.36.1-r29'],
  ['1.36.1-r29', '=', '1.36.1-r29'],
])('%s %s %s', (left, sign, right) => {
  const expected = sign === '<' ? -1 : sign === '>' ? 1 : 0;
  expect(Math.sign(compareApkVersions(left, right))).toBe(expected);
  expect(Math.sign(compareApkVersions(right, left)) + expected).toBe(0);
});

test('tells which of two is older, whatever the texts', () => {
  const version = fc.oneof(
    fc.string({ unit: fc.constantFrom('0', '1', '.', 'a', '_rc', '_p', '-r', '~') }),
    fc.string(),
  );
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(Math.sign(compareApkVersions(b, a)) + Math.sign(compareApkVersions(a, b))).toBe(0);
    }),
    { numRuns: 2000 },
  );
});
