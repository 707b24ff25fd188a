import { useLink } from '../../data/engine-context.tsx';
import { useEngineQuery } from '../../data/queries.ts';
import { useHosts } from '../../data/use-hosts.ts';
import { useNow } from '../../data/use-now.ts';
import { useSession } from '../../data/use-session.ts';
import { formatClock } from '../../ui/format-time.ts';
import { listFeedConditions } from '../intel/feed-conditions.ts';
import { type Condition, listConditions } from './condition.ts';
import { listHostConditions } from './host-conditions.ts';

/** Everything that is not fine now, worst first. */
export function useConditions(): Condition[] {
  const link = useLink();
  const { session } = useSession();
  const hosts = useHosts();
  const feeds = useEngineQuery('intel.list', {});
  const live = session?.live ?? null;
  // Ages run only while something can age.
  const now = useNow(live === null ? 60_000 : 1000);
  return listConditions(link, session, (time) => formatClock(time * 1000), [
    ...(live === null ? [] : listHostConditions(live, hosts ?? [], now)),
    ...listFeedConditions(feeds.data?.feeds ?? [], now),
  ]);
}
