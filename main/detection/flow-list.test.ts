import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FlowList } from './flow-list.ts';

const ids = fc.array(fc.integer({ min: 1, max: 2 ** 32 - 1 }), { maxLength: 300 });

it('keeps the lowest ids in order, whatever the order they came in, and the exact count', () => {
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 220 }), (told, most) => {
      const distinct = [...new Set(told)];
      const list = new FlowList(most);
      for (const id of distinct) list.addAt(id, id, id + 1);
      const sorted = distinct.toSorted((left, right) => left - right);
      expect(list.ids).toEqual(sorted.slice(0, most));
      expect(list.count).toBe(distinct.length);
      if (distinct.length > 0) expect([list.first, list.last]).toEqual([sorted[0], (sorted.at(-1) ?? 0) + 1]);
    }),
  );
});

it('joins lists into one that names each flow once', () => {
  fc.assert(
    fc.property(ids, ids, (one, other) => {
      const lists = [one, other].map((told) => {
        const list = new FlowList();
        for (const id of new Set(told)) list.addAt(id, 1, 2);
        return list;
      });
      const kept = lists.flatMap((list) => list.ids);
      expect(FlowList.join(lists).ids).toEqual([...new Set(kept)].sort((left, right) => left - right).slice(0, 200));
    }),
  );
});

it('does not count what was added last again', () => {
  const list = new FlowList();
  list.addAt(7, 10, 20);
  list.addAt(7, 5, 30);
  list.addAt(0, 1, 99);
  expect(list).toMatchObject({ count: 1, first: 1, last: 99, ids: [7] });
});
