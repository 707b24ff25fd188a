import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSessionSearch } from './session-search.ts';

describe('session state in the URL', () => {
  it('reads numbers given as text and drops what makes no sense', () => {
    expect(
      parseSessionSearch({ tab: 'flows', flow: '12', packet: 'x', sort: 'nonsense', filter: 443, desc: 'false' }),
    ).toEqual({ tab: 'flows', flow: 12, filter: '443' });
  });
  it('names every entry, so that a raw one cannot show through', () => {
    expect(Object.keys(parseSessionSearch({}))).toContain('flow');
  });
  it('opens from any link', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('tab', 'flow', 'packet', 'subject', 'filter', 'desc'), fc.anything()),
        (raw) => {
          const search = parseSessionSearch(raw);
          const again = parseSessionSearch({ ...search });
          expect(again).toEqual(search);
        },
      ),
    );
  });
});
