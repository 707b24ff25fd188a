import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getWindow, parseSessionSearch } from './session-search.ts';

describe('session state in the URL', () => {
  it('reads numbers given as text and drops what makes no sense', () => {
    expect(
      parseSessionSearch({ tab: 'flows', flow: '12', packet: 'x', sort: 'nonsense', from: '5', to: 9, filter: 443 }),
    ).toEqual({ tab: 'flows', flow: 12, from: 5, to: 9, filter: '443' });
  });
  it('opens from any link', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('tab', 'flow', 'from', 'to', 'filter', 'desc'), fc.anything()), (raw) => {
        const search = parseSessionSearch(raw);
        const again = parseSessionSearch({ ...search });
        expect(again).toEqual(search);
      }),
    );
  });
  it('has a window only where it is one', () => {
    expect(getWindow({ from: 5, to: 9 })).toEqual({ from: 5, to: 9 });
    expect(getWindow({ from: 9, to: 5 })).toBeNull();
    expect(getWindow({ from: 9 })).toBeNull();
  });
});
