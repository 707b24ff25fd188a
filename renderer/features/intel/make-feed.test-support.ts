import type { FeedRow, FeedSettings, IntelOpinion } from '../../../shared/contract/intel.ts';

/** Midday of a day in November 2026, microseconds. */
export const sampleNow = Date.parse('2026-11-19T12:00:00Z') * 1000;

/** A feed that is trusted and fresh unless told otherwise. */
export function makeFeed(part: Partial<Omit<FeedRow, 'settings'>> = {}, settings: Partial<FeedSettings> = {}): FeedRow {
  const id = settings.id ?? 'own-list';
  return {
    settings: {
      id,
      name: id,
      source: { kind: 'url', url: 'https://feeds.example.net/list.csv', isInternal: false, tokenFile: '' },
      format: '',
      isWarning: false,
      isGood: false,
      weight: 0.8,
      halfLife: 14,
      licence: 'CC0',
      mayExport: false,
      every: 60,
      state: 'trusted',
      ...settings,
    },
    health: 'fresh',
    fetchedAt: sampleNow - 3600e6,
    triedAt: sampleNow - 3600e6,
    nextAt: sampleNow + 60e6,
    problem: '',
    isBusy: false,
    format: 'list',
    isWarning: false,
    indicators: 2418,
    vulnerabilities: 0,
    rules: 0,
    skipped: { count: 0, examples: [] },
    refused: { count: 0, examples: [] },
    hits: 0,
    ...part,
  };
}

/** An opinion of two feeds and a warning list, as the engine tells it. */
export function makeOpinion(part: Partial<IntelOpinion> = {}): IntelOpinion {
  const listing = {
    feed: 'a',
    feedName: 'Feodo',
    matchKind: 'ip:port',
    value: '203.0.113.77:443',
    label: 'Emotet',
    seen: sampleNow,
    weight: 0.9,
    match: 1,
    age: 1,
    share: 0.9,
  };
  return {
    asked: '203.0.113.77:443',
    kind: 'address',
    reputation: 0.2625,
    unknown: false,
    steps: [
      { text: 'Feodo, ip:port: takes 90 % of what is left', value: 0.05 },
      { text: 'ipsum, ip: takes 50 % of what is left', value: 0.025 },
      { text: 'Hosting (warning list): halfway back to unknown', value: 0.2625 },
    ],
    listings: [
      listing,
      { ...listing, feed: 'b', feedName: 'ipsum', matchKind: 'ip', label: '', seen: null, weight: 0.5, share: 0.5 },
    ],
    warnings: ['Hosting'],
    ...part,
  };
}
