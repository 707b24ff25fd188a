import {
  keepPreviousData,
  QueryClient,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { MienContract } from '../../shared/contract/contract.ts';
import type { InputOf, NamesOf, OutputOf } from '../../shared/rpc/procedure.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { useClient } from './engine-context.tsx';
import { shareRows } from './share-rows.ts';

/** Names of queries. */
export type QueryName = NamesOf<MienContract, 'query'>;
/** Names of commands. */
export type CommandName = NamesOf<MienContract, 'command'>;
/** What a query answers. */
export type AnswerOf<N extends QueryName | CommandName> = OutputOf<MienContract[N]>;
/** What a query is asked with. */
export type QuestionOf<N extends QueryName | CommandName> = InputOf<MienContract[N]>;

/** Key of a query in the cache: its name and what it was asked. */
export function queryKey<N extends QueryName>(name: N, input: QuestionOf<N>): readonly [N, QuestionOf<N>] {
  return [name, input];
}

/** Makes the cache that is the screen's only copy. Streams keep it fresh, so nothing is asked again by itself. */
export function createQueryCache(): QueryClient {
  const cache = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        retry: (failures, error) => failures < 3 && error instanceof Refusal && error.code === 'disconnected',
        retryDelay: 500,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  cache.setQueryDefaults(['subject.list'], {
    structuralSharing: (before, after) =>
      shareRows(before as AnswerOf<'subject.list'> | undefined, after as AnswerOf<'subject.list'>),
  });
  return cache;
}

/**
 * Asks the engine and follows the answer in the cache. `keep`: shows the last answer while a new one is on its way.
 * `every`: asks again after so many milliseconds, for what no stream tells.
 */
export function useEngineQuery<N extends QueryName>(
  name: N,
  input: QuestionOf<N>,
  options: { enabled?: boolean; keep?: boolean; every?: number | false } = {},
): UseQueryResult<AnswerOf<N>> {
  const client = useClient();
  // `AnswerOf<N>` stays open here, so the library cannot prove that it is no function; the contract holds none.
  return useQuery({
    queryKey: queryKey(name, input),
    queryFn: ({ signal }) => client.call(name, input as never, { signal }),
    enabled: options.enabled ?? true,
    refetchInterval: options.every ?? false,
    ...(options.keep === true ? { placeholderData: keepPreviousData } : {}),
  });
}

/** Runs a command and asks anew for what it may have changed (`touches`: names of queries). */
export function useCommand<N extends CommandName>(
  name: N,
  touches: readonly QueryName[] = [],
): UseMutationResult<AnswerOf<N>, Error, QuestionOf<N>> {
  const client = useClient();
  const cache = useQueryClient();
  return useMutation<AnswerOf<N>, Error, QuestionOf<N>>({
    mutationFn: (input) => client.call<N>(name, input as never),
    onSuccess: () => {
      for (const touched of touches) void cache.invalidateQueries({ queryKey: [touched] });
    },
  });
}

/** A sentence for a failed call, fit to be shown. */
export function tellFailure(error: Error): string {
  return error instanceof Refusal ? error.message : 'The engine did not answer as expected.';
}
