import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffLines } from './plan-intent.ts';

const line = (text: string) => ({ text, rules: [`id-${text}`] });
const origins = { before: new Map(), after: new Map() };

it('says which lines come and go, with the line of the policy that each came from', () => {
  const origin = { policy: 'web', version: 1, line: 9, persona: '', weight: 1, because: '' };
  const { lines, added, removed } = diffLines([line('a'), line('b'), line('c')], [line('a'), line('c'), line('d')], {
    before: new Map([['id-b', { ...origin, line: 3 }]]),
    after: new Map([['id-d', origin]]),
  });
  expect(lines.map(({ text, change, line: number }) => [text, change, number])).toEqual([
    ['a', 'same', 0],
    ['b', 'removed', 3],
    ['c', 'same', 0],
    ['d', 'added', 9],
  ]);
  expect([added, removed]).toEqual([1, 1]);
});

it('accounts for every line of both', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '}'), { maxLength: 20 });
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const { lines, added, removed } = diffLines(before.map(line), after.map(line), origins);
      const of = (...changes: string[]): string[] =>
        lines.filter(({ change }) => changes.includes(change)).map(({ text }) => text);
      expect(of('same', 'added')).toEqual(after);
      expect(of('same', 'removed').toSorted()).toEqual(before.toSorted());
      expect([of('added').length, of('removed').length]).toEqual([added, removed]);
    }),
  );
});
