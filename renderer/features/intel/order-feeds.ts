import type { FeedRow } from '../../../shared/contract/intel.ts';

/** What a list of feeds can be sorted by. */
export type FeedSort = 'name' | 'indicators' | 'fetched' | 'weight' | 'hits';

/** Place of a feed's group: what is not fine, what is in use, what is judged, what is held. */
function rankOf({ health, settings }: FeedRow): number {
  if (health === 'failed') return 0;
  if (health === 'kept') return 1;
  return { trusted: 2, preview: 3, paused: 4 }[settings.state];
}

const byName = (left: FeedRow, right: FeedRow): number =>
  left.settings.name.localeCompare(right.settings.name, 'en') || (left.settings.id < right.settings.id ? -1 : 1);

const keys: Record<Exclude<FeedSort, 'name'>, (feed: FeedRow) => number> = {
  indicators: (feed) => feed.indicators + feed.vulnerabilities + feed.rules,
  fetched: (feed) => feed.fetchedAt ?? 0,
  weight: (feed) => feed.settings.weight,
  hits: (feed) => feed.hits,
};

/** Feeds that are not fine first, then by hits, then by name; or by one column. */
export function orderFeeds(
  feeds: readonly FeedRow[],
  sort: { key: FeedSort; descending: boolean } | null = null,
): FeedRow[] {
  if (sort === null)
    return feeds.toSorted(
      (left, right) => rankOf(left) - rankOf(right) || right.hits - left.hits || byName(left, right),
    );
  const turn = sort.descending ? -1 : 1;
  if (sort.key === 'name') return feeds.toSorted((left, right) => turn * byName(left, right));
  const key = keys[sort.key];
  return feeds.toSorted((left, right) => turn * (key(left) - key(right)) || byName(left, right));
}

/** The feed a screen opens with: the one asked for, else the first that waits to be judged, else the first. */
export function chooseFeed(ordered: readonly FeedRow[], asked: string | undefined): FeedRow | null {
  return (
    ordered.find(({ settings }) => settings.id === asked) ??
    ordered.find(({ settings }) => settings.state === 'preview') ??
    ordered[0] ??
    null
  );
}
