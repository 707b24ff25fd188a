import type { FeedRow } from '../../../shared/contract/intel.ts';
import { formatCount } from '../../ui/format-count.ts';
import { countFeeds } from './feed-words.ts';

/** The feeds in the words of the status bar, `11 fresh, 1 kept`; null where none is in use and none is wrong. */
export function tellFeeds(feeds: readonly FeedRow[]): { words: string; fine: boolean } | null {
  const { fresh, kept, failed } = countFeeds(feeds);
  const words = [
    [fresh, 'fresh'],
    [kept.length, 'kept'],
    [failed.length, 'without a copy'],
  ] as const;
  const told = words.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`);
  if (told.length === 0) return null;
  return { words: told.join(', '), fine: kept.length + failed.length === 0 };
}
