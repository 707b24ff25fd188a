import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchGlob } from './match-glob.ts';
import { ANY, ONE } from './sigma-rule.ts';

const signs = fc.constantFrom('a', 'b', ANY, ONE);

test('says what the same regular expression says', () => {
  const drawn = fc.array(signs, { maxLength: 8 }).map((parts) => parts.join(''));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
  fc.assert(
    fc.property(drawn, text, (pattern, value) => {
      const same = new RegExp(`^${pattern.replaceAll(ANY, '.*').replaceAll(ONE, '.')}$`);
      expect(matchGlob(pattern, value, { left: 100_000 })).toBe(same.test(value));
    }),
    { numRuns: 1000 },
  );
});

test('ends with its budget', () => {
  const pattern = `${`${ANY}a`.repeat(20)}b`;
  expect(matchGlob(pattern, 'a'.repeat(4000), { left: 1000 })).toBe(false);
});
