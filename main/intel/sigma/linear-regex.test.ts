import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compileLinearRegex, RegexRefused } from './linear-regex.ts';

const plenty = (): { left: number } => ({ left: 10_000_000 });
const finds = (pattern: string, text: string, ignoreCase = false): boolean =>
  compileLinearRegex(pattern, ignoreCase).test(text, plenty());

test.each([
  ['abc', 'xxabcxx'],
  ['^abc$', 'abc'],
  ['^a.c', 'a\nc'],
  ['colou?r', 'the color'],
  ['(a|bc)+d', 'abcad'],
  ['a{2,3}b', 'aab'],
  ['a{2}b', 'ab'],
  ['\\d{1,3}(?:\\.\\d{1,3}){3}', 'from 10.0.0.1 on'],
  ['[^a-z]+', 'abc'],
  ['[\\w.-]+@[\\w-]+', 'x a.b@c-d'],
  ['\\bcat\\b', 'a cat sat'],
  ['\\bcat\\b', 'concatenate'],
  ['\\x41\\u0042', 'AB'],
  ['[a-]x', '-x'],
  ['^$', ''],
  ['(|a)b', 'b'],
  ['a.*b.*c', 'a1b2c'],
  ['\\\\cmd\\.exe$', 'C:\\x\\cmd.exe'],
])('%s in %j is what the platform says', (pattern, text) => {
  // Without the `u` flag, as rules are written.
  expect(finds(pattern, text)).toBe(new RegExp(pattern).test(text));
});

test('a bracket that begins a class is a member of it, as in the tools that rules are written for', () => {
  expect(finds('a[]b]c', 'a]c')).toBe(true);
});

test('case does not matter where it should not', () => {
  expect(finds('PowerShell', 'powershell.exe', true)).toBe(true);
  expect(finds('[a-c]X', 'Bx', true)).toBe(true);
  expect(finds('PowerShell', 'powershell.exe')).toBe(false);
});

describe('is refused', () => {
  it.each([
    ['(a)\\1', 'refers back'],
    ['(?=a)b', 'looks around'],
    ['(?<!a)b', 'looks around'],
    ['a{1000}', 'repeats more than 64'],
    ['(((a{60}){60}){60})', 'too long'],
    ['a**b(', 'group that does not end'],
    ['*a', 'repeats nothing'],
    ['[a', 'class that does not end'],
    ['a)', 'bracket too many'],
    ['[z-a]', 'range that is none'],
    ['a\\', 'ends in a backslash'],
    ['\\p{L}', 'escapes'],
    ['('.repeat(40) + ')'.repeat(40), 'nested too deeply'],
  ])('%s, which %s', (pattern, why) => {
    expect(() => compileLinearRegex(pattern, false)).toThrow(RegexRefused);
    expect(() => compileLinearRegex(pattern, false)).toThrow(why);
  });
});

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '(?:ab)', '(a|b)', '\\b');
const pattern = fc
  .array(fc.tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{1,2}', '|')), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.map(([one, sign]) => (one === '\\b' && sign !== '|' ? one : one + sign)).join(''));

test('says what the platform says, whatever the pattern', () => {
  fc.assert(
    fc.property(
      pattern,
      fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', 'c'), maxLength: 12 }),
      (drawn, text) => {
        expect(finds(drawn, text)).toBe(new RegExp(drawn).test(text));
      },
    ),
    { numRuns: 1500 },
  );
});

test('what would take others forever takes text times pattern, and ends with its budget', () => {
  const evil = compileLinearRegex('^(a+)+(a+)+(a|a)*$', false);
  const steps = (length: number): number => {
    const budget = plenty();
    expect(evil.test(`${'a'.repeat(length)}!`, budget)).toBe(false);
    return plenty().left - budget.left;
  };
  expect(steps(2000) / steps(1000)).toBeLessThan(2.2);
  const budget = { left: 100 };
  expect(evil.test('a'.repeat(4000), budget)).toBe(false);
  expect(budget.left).toBeLessThanOrEqual(0);
  expect(budget.left).toBeGreaterThan(-200);
});

test('no pattern of noise makes it throw anything but a refusal', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (noise, text) => {
      try {
        compileLinearRegex(noise, true).test(text, plenty());
      } catch (problem) {
        expect(problem).toBeInstanceOf(RegexRefused);
      }
    }),
  );
});
