import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeFeed } from './make-feed.test-support.ts';
import { chooseFeed, orderFeeds } from './order-feeds.ts';

const feeds = [
  makeFeed({ health: 'paused', hits: 9 }, { id: 'held', state: 'paused' }),
  makeFeed({ health: 'preview' }, { id: 'judged', state: 'preview' }),
  makeFeed({ hits: 2, indicators: 7 }, { id: 'few' }),
  makeFeed({ hits: 40, indicators: 5 }, { id: 'many' }),
  makeFeed({ health: 'kept' }, { id: 'older' }),
  makeFeed({ health: 'failed', fetchedAt: null }, { id: 'lost' }),
];
const ids = (rows: typeof feeds): string[] => rows.map(({ settings }) => settings.id);

describe('the order of feeds', () => {
  it('is what is not fine, then by hits, then what matches nothing', () =>
    expect(ids(orderFeeds(feeds))).toEqual(['lost', 'older', 'many', 'few', 'judged', 'held']));
  it.each([
    ['name', false, 'few'],
    ['name', true, 'older'],
    ['hits', true, 'many'],
    ['indicators', false, 'many'],
    ['fetched', false, 'lost'],
  ] as const)('by %s, descending %s, begins with %s', (key, descending, first) =>
    expect(ids(orderFeeds(feeds, { key, descending }))[0]).toBe(first),
  );
  it('loses and makes up none, and is the same whatever came first', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(feeds, { minLength: feeds.length }), (mixed) => {
        expect(orderFeeds(mixed)).toEqual(orderFeeds(feeds));
      }),
    );
  });
});

describe('the feed a screen opens with', () => {
  const ordered = orderFeeds(feeds);
  it.each([
    ['few', 'few'],
    ['gone', 'judged'],
    [undefined, 'judged'],
  ])('asked for %s it is %s', (asked, id) => expect(chooseFeed(ordered, asked)?.settings.id).toBe(id));
  it('is the first where none is judged, and none where there is none', () => {
    expect(chooseFeed(ordered.slice(0, 2), undefined)?.settings.id).toBe('lost');
    expect(chooseFeed([], 'few')).toBeNull();
  });
});
