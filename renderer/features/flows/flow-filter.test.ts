import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTerm, quoteValue, splitFilter, splitTerms } from './flow-filter.ts';

describe('flow filter', () => {
  it.each([
    ['', 'port:443', 'port:443'],
    ['port:443', 'src:10.0.0.5', 'port:443 and src:10.0.0.5'],
    ['src:10.0.0.5 or dst:10.0.0.5', 'port:53', '(src:10.0.0.5 or dst:10.0.0.5) and port:53'],
    ['port:53', 'src:10.0.0.5 or dst:10.0.0.5', 'port:53 and (src:10.0.0.5 or dst:10.0.0.5)'],
    ['(a or b)', 'port:53', '(a or b) and port:53'],
    ['port:53 and state:S0', 'state:S0', 'port:53 and state:S0'],
  ])('narrows %j by %j', (filter, term, expected) => {
    expect(addTerm(filter, term)).toBe(expected);
  });

  it('knows fields, operators, parentheses and words', () => {
    expect(splitFilter('not (bytes>1M or name:"two words") x').map((token) => token.kind)).toEqual([
      'operator',
      'parenthesis',
      'field',
      'operator',
      'field',
      'parenthesis',
      'text',
    ]);
  });

  it('reads any text: tokens stand where they say, in order', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (filter) => {
        let end = 0;
        for (const token of splitFilter(filter)) {
          expect(token.offset).toBeGreaterThanOrEqual(end);
          expect(filter.slice(token.offset, token.offset + token.text.length)).toBe(token.text);
          end = token.offset + token.text.length;
        }
        expect(Array.isArray(splitTerms(filter))).toBe(true);
      }),
    );
  });

  it('keeps a hostile value one token', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }), (value) => {
        expect(splitFilter(`name:${quoteValue(value)}`)).toHaveLength(1);
      }),
    );
  });
});
