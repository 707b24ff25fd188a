import { describe, expect, it } from 'vitest';
import {
  countFeeds,
  sourceOf,
  tellEvery,
  tellHalfLife,
  tellIndicators,
  tellKind,
  tellState,
  tellWhen,
} from './feed-words.ts';
import { listFeedConditions } from './feed-conditions.ts';
import { listSchedules } from './list-schedules.ts';
import { makeFeed, sampleNow } from './make-feed.test-support.ts';
import { tellFeeds } from './tell-feeds.ts';

const kept = makeFeed({ health: 'kept', problem: '91 % fewer rows came (2 of 22).' });
const lost = makeFeed({ health: 'failed', problem: 'There is no file /x.', fetchedAt: null }, { id: 'lost' });
const judged = { state: 'preview' } as const;

describe('a state in words', () => {
  it.each([
    [makeFeed(), 'fresh'],
    [makeFeed({}, { every: 0 }), 'fresh, by hand'],
    [kept, 'kept 11:00 copy: 91 % fewer rows came (2 of 22)'],
    [makeFeed({ ...kept, fetchedAt: sampleNow - 3 * 86_400e6 }), 'kept 16 Nov copy: 91 % fewer rows came (2 of 22)'],
    [lost, 'nothing came: There is no file /x'],
    [makeFeed({ health: 'preview' }, judged), 'in preview, matches nothing yet'],
    [makeFeed({ health: 'failed', problem: 'No.' }, judged), 'in preview, nothing came: No'],
    [makeFeed({ health: 'empty' }), 'not fetched yet'],
    [makeFeed({ health: 'paused' }, { state: 'paused' }), 'paused, matches nothing'],
    [makeFeed({ isBusy: true }, judged), 'in preview, being fetched'],
  ])('%#', (feed, words) => expect(tellState(feed, sampleNow)).toBe(words));
});

describe('what a feed is', () => {
  const formats = [{ id: 'list', title: 'Plain list' }];
  it.each([
    [makeFeed(), 'Plain list, URL'],
    [
      makeFeed({ format: 'taxii' }, { source: { kind: 'taxii', url: 'https://a', isInternal: true, tokenFile: '' } }),
      'STIX 2.1, TAXII',
    ],
    [makeFeed({ isWarning: true, format: '' }, { source: { kind: 'file', path: '/a' } }), 'warning list, file'],
    [makeFeed({ format: 'newer' }, { isGood: true }), 'newer, URL, known good'],
    [makeFeed({ vulnerabilities: 1462 }), 'Plain list, URL, 1,462 vulnerabilities'],
  ])('%#', (feed, words) => expect(tellKind(feed, formats)).toBe(words));
  it('counts what it holds', () =>
    expect([tellIndicators(1), tellIndicators(2000)]).toEqual(['1 indicator', '2,000 indicators']));
  it('comes from its path or address', () => {
    expect(sourceOf(makeFeed().settings)).toBe('https://feeds.example.net/list.csv');
    expect(sourceOf({ source: { kind: 'file', path: '/a b' } })).toBe('/a b');
  });
});

it.each([
  [14, '14 d'],
  [0.5, '0.5 d'],
  [36_500, 'none'],
])('a half-life of %d days is %s', (days, words) => expect(tellHalfLife(days).replaceAll('\u2005', ' ')).toBe(words));
it.each([
  [0, 'by hand'],
  [15, 'every 15 min'],
  [60, 'every hour'],
  [360, 'every 6 hours'],
  [1440, 'every day'],
  [10_080, 'every week'],
  [90, 'every 90 min'],
])('%d minutes are %s', (minutes, words) => expect(tellEvery(minutes)).toBe(words));
it('a schedule that is none of the usual can be kept', () => {
  expect(listSchedules(90).map(({ value }) => value)).toEqual([0, 15, 60, 90, 360, 1440, 10_080]);
  expect(listSchedules(60)).toHaveLength(6);
});
it('a time of another day is a date', () => {
  expect(tellWhen(sampleNow - 60e6, sampleNow)).toBe('11:59');
  expect(tellWhen(sampleNow - 2 * 86_400e6, sampleNow)).toBe('17 Nov');
});

describe('all feeds', () => {
  const feeds = [makeFeed(), kept, lost, makeFeed({ health: 'preview' }, { ...judged, id: 'p' })];
  it('are counted by how they are', () => {
    const { used, fresh, preview, paused } = countFeeds(feeds);
    expect({ used, fresh, preview, paused }).toEqual({ used: 3, fresh: 1, preview: 1, paused: 0 });
    expect(countFeeds(feeds).kept).toEqual([kept]);
  });
  it('are told in the status bar', () => {
    expect(tellFeeds(feeds)).toEqual({ words: '1 fresh, 1 kept, 1 without a copy', fine: false });
    expect(tellFeeds([makeFeed()])).toEqual({ words: '1 fresh', fine: true });
    expect(tellFeeds([])).toBeNull();
  });
  it('that are not fine are conditions, with what still works', () => {
    const conditions = listFeedConditions(feeds, sampleNow);
    expect(conditions.map(({ title }) => title)).toEqual([
      'Feed own-list keeps an older copy',
      'Feed lost brought nothing',
    ]);
    expect(conditions[0]?.facts).toContainEqual(['Tried', '11:00, next at 12:01']);
    expect(conditions[0]?.facts).toContainEqual(['Since', '11:00']);
    expect(conditions[1]?.facts.some(([name]) => name === 'Since')).toBe(false);
  });
});
