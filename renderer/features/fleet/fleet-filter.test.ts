import { describe, expect, it } from 'vitest';
import { makeRow } from '../../data/make-row.test-support.ts';
import { countFacet, filterRows, findStrictest, matchesText, toggleWord } from './fleet-filter.ts';

const persona = (label: string) => [{ label, family: 'web' as const, hostile: false, probability: 1 }];
const rows = [
  makeRow({ id: 'a', name: 'web-01', risk: 0.8, role: 'web', personas: persona('Web Server') }),
  makeRow({ id: 'b', name: 'web-02', risk: 0.2, role: 'web', personas: persona('Web Server') }),
  makeRow({ id: 'c', name: 'db-01', risk: null, role: 'db', personas: persona('Database'), addresses: ['10.9.9.9'] }),
];

describe('filters of the Fleet', () => {
  it('finds every word somewhere, in any case', () => {
    expect(matchesText(rows[2] ?? makeRow({}), 'DB 10.9')).toBe(true);
    expect(matchesText(rows[2] ?? makeRow({}), 'db web')).toBe(false);
    expect(matchesText(rows[0] ?? makeRow({}), '  ')).toBe(true);
  });
  it('joins values of one facet with or, facets with and', () => {
    expect(filterRows(rows, { risk: 'high,none' }).map(({ id }) => id)).toEqual(['a', 'c']);
    expect(filterRows(rows, { risk: 'high,none', role: 'db' }).map(({ id }) => id)).toEqual(['c']);
  });
  it('counts a facet among what the others leave, and keeps values without rows', () => {
    const counts = countFacet(rows, { role: 'web', persona: 'Miner' }, 'persona');
    expect([...counts]).toEqual([
      ['Miner', 0],
      ['Web Server', 2],
      ['Database', 0],
    ]);
  });
  it('names the filter that hides most', () => {
    expect(findStrictest(rows, { find: 'web', role: 'db' })).toEqual({ key: 'role', gains: 2 });
    expect(findStrictest(rows, { find: 'nothing', role: 'nothing' })).toBeNull();
  });
  it('adds and drops a value', () => {
    expect(toggleWord('high', 'a,b', true)).toBe('high,a%2Cb');
    expect(toggleWord('high,a%2Cb', 'a,b', false)).toBe('high');
    expect(toggleWord('high', 'high', false)).toBeUndefined();
  });
});
