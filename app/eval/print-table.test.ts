import { expect, it } from 'vitest';
import { isReached, printTable } from './print-table.ts';

it('aligns columns and tells which targets are reached', () => {
  const text = printTable({
    title: 'set',
    protocol: ['learned from nothing'],
    columns: ['method', 'AUC'],
    rows: [
      ['length', '.5'],
      ['a longer name', '.75'],
    ],
    targets: [
      { what: 'AUC', value: 0.75, atLeast: 0.7, aim: 0.8 },
      { what: 'ratio', value: 2, atMost: 1.5 },
    ],
  });
  expect(text.split('\n')).toEqual([
    'set',
    '  learned from nothing',
    '',
    'method         AUC',
    '─────────────  ───',
    'length          .5',
    'a longer name  .75',
    '  reached  AUC: 0.75 (at least 0.7, aim 0.8)',
    '  MISSED   ratio: 2 (at most 1.5)',
    '',
  ]);
});

it.each([
  [{ what: '', value: 1, atLeast: 1 }, true],
  [{ what: '', value: 0.99, atLeast: 1 }, false],
  [{ what: '', value: 1.6, atLeast: 0.6, atMost: 1.5 }, false],
  [{ what: '', value: Number.NaN, atLeast: 0 }, false],
])('%j: %s', (target, reached) => {
  expect(isReached(target)).toBe(reached);
});
