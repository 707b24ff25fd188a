import type { FeedPreview } from '../../../shared/contract/intel.ts';
import { formatScore } from '../../ui/format-score.ts';

/** What believing a feed does about something that was seen. */
export interface Effect {
  /** `alert`: it falls below the limit; `changes`: its reputation moves; `nothing`: it stays as it is. */
  kind: 'alert' | 'changes' | 'nothing';
  words: string;
}

/** What a feed does, or would do, about one thing it lists; `limit`: reputations below it raise alerts. */
export function tellEffect(
  { before, after }: Pick<FeedPreview['rows'][number], 'before' | 'after'>,
  limit: number,
): Effect {
  if (before >= limit && after < limit) return { kind: 'alert', words: 'raise an alert' };
  const [from, to] = [formatScore(before), formatScore(after)];
  if (before < limit && after >= limit) return { kind: 'changes', words: `end the alert, ${from} → ${to}` };
  if (from !== to) return { kind: 'changes', words: `${from} → ${to}` };
  return { kind: 'nothing', words: before < limit ? 'add nothing new' : 'note only' };
}
