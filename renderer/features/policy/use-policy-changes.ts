import type { QueryClient } from '@tanstack/react-query';
import { type AnswerOf, queryKey } from '../../data/queries.ts';
import { useFollowing } from '../../data/use-following.ts';

function take(list: AnswerOf<'policy.list'>, cache: QueryClient): void {
  cache.setQueryData(queryKey('policy.list', {}), list);
  void cache.invalidateQueries({
    predicate: ({ queryKey: [name, input] }) =>
      // A version that is kept never changes; the newest may.
      name === 'policy.get' && typeof input === 'object' && input !== null && !('version' in input),
  });
}

/** Keeps the list of policies fresh, and asks anew for those on screen. */
export function usePolicyChanges(): void {
  useFollowing('policy.changes', take);
}
