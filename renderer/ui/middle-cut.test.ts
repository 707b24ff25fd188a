import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutMiddle, splitForCut, splitHost } from './middle-cut.ts';

describe('names cut in the middle', () => {
  it.each([
    ['web-01', 10, 'web-01'],
    ['customer-portal-green-eu-west-017', 16, 'customer…est-017'],
    ['abcdefgh', 4, 'abc…'],
  ])('%s in %d is %s', (name, length, cut) => expect(cutMiddle(name, length)).toBe(cut));
  it('never get longer than asked, and keep both ends', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
        fc.integer({ min: 5, max: 60 }),
        (name, length) => {
          const cut = Array.from(cutMiddle(name, length));
          expect(cut.length).toBeLessThanOrEqual(Math.max(length, 0));
          if (Array.from(name).length > length) {
            expect(cut[0]).toBe(Array.from(name)[0]);
            expect(cut.at(-1)).toBe(Array.from(name).at(-1));
          }
        },
      ),
    );
  });
  it('split in two parts that make the whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const [head, tail] = splitForCut(name);
        expect(head + tail).toBe(name);
        expect(head.isWellFormed() || !name.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('host names', () => {
  it.each([
    ['WORKSTATION6.shire.local', ['WORKSTATION6', '.shire.local']],
    ['192.168.1.7', null],
    ['plain', null],
    ['invoice.pdf\u202e.exe', null],
    ['.hidden', null],
    ['ends.', null],
    [`${'a'.repeat(40)}.example`, null],
  ])('%s', (name, parts) => expect(splitHost(name)).toEqual(parts));
});
