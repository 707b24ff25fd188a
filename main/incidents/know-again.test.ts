import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AlertGroup } from './group-alerts.ts';
import { knowAgain } from './know-again.ts';
import { alertAt } from './make-alert.test-support.ts';

const group = (...ids: string[]): AlertGroup => ({
  alerts: ids.map((id, at) => alertAt(id, `vm${id}`, at)),
  ties: [],
});

it('a story keeps its id when alerts are added, even before its first', () => {
  const [first] = knowAgain([group('b')], []);
  const known = [{ id: first?.id ?? '', alerts: ['b'], since: 5 }];
  expect(knowAgain([group('a', 'b', 'c')], known)[0]?.id).toBe(first?.id);
});

it('where two become one the older keeps its id and names the other', () => {
  const known = [
    { id: 'inc-young', alerts: ['c'], since: 9 },
    { id: 'inc-old', alerts: ['a'], since: 5 },
  ];
  expect(knowAgain([group('a', 'b', 'c')], known)).toMatchObject([{ id: 'inc-old', merged: ['inc-young'] }]);
});

it('what falls apart keeps its id where most of it is', () => {
  const known = [{ id: 'inc-one', alerts: ['a', 'b', 'c'], since: 5 }];
  const [small, large] = knowAgain([group('a'), group('b', 'c')], known);
  expect(large?.id).toBe('inc-one');
  expect(small?.id).not.toBe('inc-one');
});

it('a story of which only the VM is known is found by it', () => {
  expect(
    knowAgain([group('x'), group('a')], [{ id: 'inc-10.0.0.1', alerts: [], since: 0, subject: 'vma' }])[1]?.id,
  ).toBe('inc-10.0.0.1');
});

it('ids are the same for the same, and no two are alike', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 60 }), (ids) => {
      const groups = ids.map((id) => group(id));
      const named = knowAgain(groups, []).map(({ id }) => id);
      expect(new Set(named).size).toBe(ids.length);
      expect(knowAgain(groups, []).map(({ id }) => id)).toEqual(named);
      const known = named.map((id, at) => ({ id, alerts: [ids[at] ?? ''], since: at }));
      expect(knowAgain(groups.toReversed(), known).map(({ id }) => id)).toEqual(named.toReversed());
    }),
  );
});
