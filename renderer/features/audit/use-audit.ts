import { keepPreviousData, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useClient } from '../../data/engine-context.tsx';
import type { AuditAnswer } from './ChainStrip.tsx';

const limit = 500;

/** The audit, newest entries first, older pages as they are asked for. Each answer checks the whole chain anew. */
export function useAudit(): UseInfiniteQueryResult<{ pages: AuditAnswer[] }> {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: ['audit.list', { pages: true }],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call('audit.list', pageParam === undefined ? { limit } : { limit, before: pageParam }, { signal }),
    getNextPageParam: (last: AuditAnswer) => {
      const oldest = last.entries.at(-1)?.number;
      return oldest === undefined || oldest <= 1 ? undefined : oldest;
    },
    placeholderData: keepPreviousData,
  });
}
