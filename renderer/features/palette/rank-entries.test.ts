import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankEntries } from './rank-entries.ts';

const entries = [
  { label: 'Go to Fleet', words: 'vms list' },
  { label: 'Stop reading', words: 'cancel' },
  { label: 'Fleet', words: '' },
  { label: 'Toggle theme', words: 'dark light' },
];

describe('palette ranking', () => {
  it('puts what starts with the text first', () => {
    expect(rankEntries(entries, 'fleet').map((entry) => entry.label)).toEqual(['Fleet', 'Go to Fleet']);
  });
  it('finds by further words, all of them asked', () => {
    expect(rankEntries(entries, 'light theme').map((entry) => entry.label)).toEqual(['Toggle theme']);
    expect(rankEntries(entries, 'light fleet')).toEqual([]);
  });
  it('gives all for nothing, and only what was there for anything', () => {
    expect(rankEntries(entries, '  ')).toEqual(entries);
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const entry of rankEntries(entries, text)) expect(entries).toContain(entry);
      }),
    );
  });
});
