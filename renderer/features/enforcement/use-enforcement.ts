import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Enforcement } from '../../../shared/contract/enforcement.ts';
import { useClient } from '../../data/engine-context.tsx';
import { keepFollowing } from '../../data/keep-following.ts';
import { type AnswerOf, queryKey, type QueryName, useEngineQuery } from '../../data/queries.ts';

const touched = ['change.list', 'audit.list'] as const satisfies readonly QueryName[];

/** What is in force everywhere, and what waits for an answer; undefined until the engine told. */
export function useEnforcement(): Enforcement | undefined {
  return useEngineQuery('enforcement.get', {}).data;
}

/** Keeps what is in force fresh, and asks anew for changes and their record. An answer that is waited for is never held back. */
export function useEnforcementChanges(): void {
  const client = useClient();
  const cache = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    keepFollowing(
      client,
      'enforcement.changes',
      {},
      (enforcement: AnswerOf<'enforcement.get'>) => {
        cache.setQueryData(queryKey('enforcement.get', {}), enforcement);
        for (const name of touched) void cache.invalidateQueries({ queryKey: [name] });
      },
      stop.signal,
    );
    return () => stop.abort();
  }, [cache, client]);
}
