import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useClient } from '../../data/engine-context.tsx';
import { keepFollowing } from '../../data/keep-following.ts';
import type { QueryName } from '../../data/queries.ts';

const touched = ['intel.list', 'intel.ask'] as const satisfies readonly QueryName[];

/** Asks anew for the feeds and the reputation on screen whenever a feed changes. */
export function useFeedChanges(): void {
  const client = useClient();
  const cache = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    keepFollowing(
      client,
      'intel.changes',
      {},
      () => {
        for (const name of touched) void cache.invalidateQueries({ queryKey: [name] });
      },
      stop.signal,
    );
    return () => stop.abort();
  }, [cache, client]);
}
