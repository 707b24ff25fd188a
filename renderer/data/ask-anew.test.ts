import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { askAnew } from './ask-anew.ts';

/** A query that is on screen, answered when `answer` is called. */
function follow(cache: QueryClient, queryKey: readonly unknown[]) {
  const asked: ((value: string) => void)[] = [];
  const observer = new QueryObserver(cache, {
    queryKey,
    queryFn: () => new Promise<string>((resolve) => asked.push(resolve)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  observer.subscribe(() => {});
  return {
    times: () => asked.length,
    answer: async (value: string): Promise<void> => {
      asked.at(-1)?.(value);
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
    shown: () => observer.getCurrentResult().data,
  };
}

const session = new Set(['a']);

describe('askAnew', () => {
  it('asks again for what grows in the session, and for nothing else', async () => {
    const cache = new QueryClient();
    const own = follow(cache, ['subject.get', { session: 'a', id: '1' }]);
    const other = follow(cache, ['subject.get', { session: 'b', id: '1' }]);
    const still = follow(cache, ['console.info', {}]);
    for (const each of [own, other, still]) await each.answer('first');
    expect(askAnew(cache, session)).toEqual(new Set());
    expect([own.times(), other.times(), still.times()]).toEqual([2, 1, 1]);
    await own.answer('second');
    expect(own.shown()).toBe('second');
    cache.clear();
  });

  it('tells back what was being asked: its answer may be of before', async () => {
    const cache = new QueryClient();
    const history = follow(cache, ['subject.history', { session: 'a', id: '1' }]);
    expect(askAnew(cache, session)).toEqual(session);
    expect(history.times()).toBe(1);
    await history.answer('half read');
    expect(askAnew(cache, session)).toEqual(new Set());
    expect(history.times()).toBe(2);
    await history.answer('all read');
    expect(history.shown()).toBe('all read');
    cache.clear();
  });

  it('lets a slow answer come however often there is more', async () => {
    const cache = new QueryClient();
    const slow = follow(cache, ['graph.get', { session: 'a' }]);
    for (let times = 0; times < 5; times += 1) expect(askAnew(cache, session)).toEqual(session);
    expect(slow.times()).toBe(1);
    await slow.answer('here');
    expect(slow.shown()).toBe('here');
    cache.clear();
  });
});
