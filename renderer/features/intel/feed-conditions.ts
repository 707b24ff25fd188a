import type { FeedRow } from '../../../shared/contract/intel.ts';
import type { Condition } from '../conditions/condition.ts';
import { tellWhen } from './feed-words.ts';

/** What is not fine about the feeds, one entry each. */
export function listFeedConditions(feeds: readonly FeedRow[], now: number): Condition[] {
  return feeds
    .filter(({ health }) => health === 'kept' || health === 'failed')
    .map(({ settings, health, problem, fetchedAt, triedAt, nextAt, indicators }) => ({
      id: `feed ${settings.id}`,
      title: health === 'kept' ? `Feed ${settings.name} keeps an older copy` : `Feed ${settings.name} brought nothing`,
      text: problem,
      facts: [
        ...(fetchedAt === null ? [] : [['Since', tellWhen(fetchedAt, now)] as const]),
        [
          'Tried',
          [
            triedAt === null ? 'not yet' : tellWhen(triedAt, now),
            nextAt === null ? 'not again by itself' : `next at ${tellWhen(nextAt, now)}`,
          ].join(', '),
        ] as const,
        ['Still works', indicators === 0 ? 'the other feeds' : 'matching with the copy that is kept'] as const,
        ['To do', 'open Intel, look at its source, fetch it again'] as const,
      ],
      severity: 'warning',
      hostile: true,
    }));
}
