import { describe, expect, it } from 'vitest';
import { parsePathsSearch } from './paths-search.ts';
import { checkEnds, chooseRows, type EndRow, mostChosen } from './choose-rows.ts';

const row = (id: string, risk: number | null, role = ''): EndRow => ({
  id,
  name: id,
  addresses: [`10.0.0.${id.length}`],
  role,
  sensitivity: 'undeclared',
  risk,
});
const rows = [row('web', 0.2), row('db', null, 'database'), row('attacker', 0.9)];

describe('starts and targets', () => {
  it('lists chosen ones first, then the worst', () => {
    expect(chooseRows(rows, '', new Set(['db'])).map(({ id }) => id)).toEqual(['db', 'attacker', 'web']);
  });

  it.each([
    ['ATT', ['attacker']],
    ['10.0.0.3', ['web']],
    ['database', ['db']],
    ['nobody', []],
  ])('%s finds %j', (text, found) => {
    expect(chooseRows(rows, text, new Set()).map(({ id }) => id)).toEqual(found);
  });

  it('says why a choice cannot be simulated', () => {
    const one = new Set(['a']);
    const many = new Set(Array.from({ length: mostChosen + 1 }, (_, index) => String(index)));
    expect(checkEnds(one, one)).toBe('');
    expect(checkEnds(new Set(), one)).not.toBe('');
    expect(checkEnds(one, new Set())).not.toBe('');
    expect(checkEnds(many, one)).toContain(String(mostChosen));
  });

  it('are read from the URL, and what makes no sense there is left out', () => {
    expect(parsePathsSearch({ paths: 'on', path: 'db', way: 'shortest', starts: 'a,b', targets: 'c' })).toEqual({
      paths: 'on',
      path: 'db',
      way: 'shortest',
      starts: 'a,b',
      targets: 'c',
    });
    const nothing = parsePathsSearch({
      paths: 'maybe',
      path: '',
      way: 'longest',
      starts: ['a'],
      targets: 'x'.repeat(30_000),
    });
    expect(Object.values(nothing).every((value) => value === undefined)).toBe(true);
  });
});
