import { Check, CircleDashed, CirclePause, CircleX, Eye, RefreshCw, TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import type { FeedRow } from '../../../shared/contract/intel.ts';

/** Shape of a feed's state: tick, triangle, cross, eye, bars, dashed circle. Its words stand beside it. */
export function FeedMark({ feed }: { feed: Pick<FeedRow, 'health' | 'isBusy'> }): JSX.Element {
  const common = { size: 13, 'aria-hidden': true } as const;
  if (feed.isBusy) return <RefreshCw className="feed-mark" {...common} />;
  switch (feed.health) {
    case 'fresh':
      return <Check className="feed-mark feed-fresh" {...common} />;
    case 'kept':
      return <TriangleAlert className="feed-mark feed-kept" {...common} />;
    case 'failed':
      return <CircleX className="feed-mark feed-failed" {...common} />;
    case 'preview':
      return <Eye className="feed-mark feed-preview" {...common} />;
    case 'paused':
      return <CirclePause className="feed-mark" {...common} />;
    case 'empty':
      return <CircleDashed className="feed-mark" {...common} />;
  }
}
