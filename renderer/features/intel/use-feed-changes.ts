import type { QueryClient } from '@tanstack/react-query';
import type { QueryName } from '../../data/queries.ts';
import { useFollowing } from '../../data/use-following.ts';

const touched = ['intel.list', 'intel.ask'] as const satisfies readonly QueryName[];

function take(_: unknown, cache: QueryClient): void {
  for (const name of touched) void cache.invalidateQueries({ queryKey: [name] });
}

/** Asks anew for the feeds and the reputation on screen whenever a feed changes. */
export function useFeedChanges(): void {
  useFollowing('intel.changes', take);
}
