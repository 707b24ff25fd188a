import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallBook } from './call-book.ts';
import { flow, NOON, SECOND } from './synthetic.test-support.ts';

const ends = { dst: '198.51.100.7', dport: 8000, transport: 'tcp' as const };

test('a service called often enough is looked at, in whatever order its calls and requests are told', () => {
  const told = Array.from({ length: 3 }, (_, index) => [
    { kind: 'request' as const, index },
    { kind: 'call' as const, index },
  ]).flat();
  fc.assert(
    fc.property(fc.shuffledSubarray(told, { minLength: told.length, maxLength: told.length }), (order) => {
      const book = new CallBook();
      for (const { kind, index } of order) {
        const start = NOON + index * 60 * SECOND;
        if (kind === 'call') book.add(flow({ ...ends, id: index + 1, start }), true);
        else book.addRequest({ ...ends, id: index + 1 }, start, '/status');
      }
      expect(book.busy.size).toBe(1);
    }),
  );
});

test('one call and one request are no habit', () => {
  const book = new CallBook();
  book.addRequest({ ...ends, id: 1 }, NOON, '/');
  book.add(flow({ ...ends, id: 1, start: NOON }), true);
  expect(book.busy.size).toBe(0);
});

test('a scan of thousands of services leaves room, and what has a rhythm stays', () => {
  const book = new CallBook();
  for (let index = 0; index < 20; index++) {
    book.add(flow({ ...ends, id: index + 1, start: NOON + index * 60 * SECOND }), true);
  }
  for (let probe = 0; probe < 40_000; probe++) {
    const dst = `10.1.${(probe >> 4) & 255}.${(probe >> 12) & 255}`;
    book.add(flow({ dst, dport: 1 + (probe & 15), transport: 'tcp', id: 100 + probe, start: NOON + probe }), false);
  }
  expect(book.dropped).toBeGreaterThan(0);
  expect([...book.busy].map(({ dst }) => dst)).toEqual([ends.dst]);
});
