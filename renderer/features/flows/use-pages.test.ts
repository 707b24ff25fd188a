import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listPages, pageSize } from './use-pages.ts';

describe('pages in sight', () => {
  it.each([
    [0, 20, [0]],
    [190, 210, [0, 1]],
    [9_999_990, 9_999_999, [49_999]],
    [0, -1, [0]],
  ])('rows %i to %i stand on pages %j', (first, last, pages) => {
    expect(listPages(first, last)).toEqual(pages);
  });
  it('hold every row in sight and are few', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(3 * pageSize), (first, more) => {
        const pages = listPages(first, first + more);
        expect(pages.length).toBeLessThanOrEqual(4);
        expect(pages).toContain(Math.floor(first / pageSize));
        expect(pages).toContain(Math.floor((first + more) / pageSize));
      }),
    );
  });
});
