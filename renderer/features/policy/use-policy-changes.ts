import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useClient } from '../../data/engine-context.tsx';
import { keepFollowing } from '../../data/keep-following.ts';
import { queryKey } from '../../data/queries.ts';

/** Keeps the list of policies fresh, and asks anew for those on screen. */
export function usePolicyChanges(): void {
  const client = useClient();
  const cache = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    keepFollowing(
      client,
      'policy.changes',
      {},
      (list) => {
        cache.setQueryData(queryKey('policy.list', {}), list);
        void cache.invalidateQueries({
          predicate: ({ queryKey: [name, input] }) =>
            // A version that is kept never changes; the newest may.
            name === 'policy.get' && typeof input === 'object' && input !== null && !('version' in input),
        });
      },
      stop.signal,
    );
    return () => stop.abort();
  }, [cache, client]);
}
