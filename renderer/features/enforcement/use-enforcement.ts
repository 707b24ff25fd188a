import type { QueryClient } from '@tanstack/react-query';
import type { Enforcement } from '../../../shared/contract/enforcement.ts';
import { queryKey, type QueryName, useEngineQuery } from '../../data/queries.ts';
import { useFollowing } from '../../data/use-following.ts';

const touched = ['change.list', 'audit.list'] as const satisfies readonly QueryName[];

/** What is in force everywhere, and what waits for an answer; undefined until the engine told. */
export function useEnforcement(): Enforcement | undefined {
  return useEngineQuery('enforcement.get', {}).data;
}

function take(enforcement: Enforcement, cache: QueryClient): void {
  cache.setQueryData(queryKey('enforcement.get', {}), enforcement);
  for (const name of touched) void cache.invalidateQueries({ queryKey: [name] });
}

/** Keeps what is in force fresh, and asks anew for changes and their record. An answer that is waited for is never held back. */
export function useEnforcementChanges(): void {
  useFollowing('enforcement.changes', take);
}
