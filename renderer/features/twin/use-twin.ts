import { useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useClient } from '../../data/engine-context.tsx';
import { keepFollowing } from '../../data/keep-following.ts';
import { type AnswerOf, type QueryName, useEngineQuery } from '../../data/queries.ts';
import { isViewPaused, onViewPause } from '../../data/view-pause.ts';

/** Queries that may answer otherwise after a twin changed. */
const touched: ReadonlySet<string> = new Set<QueryName>(['twin.get', 'twin.series', 'twin.preview', 'twin.diff']);
/** All that is known of a VM's twin besides its series. */
export function useTwin(session: string, id: string, enabled = true): UseQueryResult<AnswerOf<'twin.get'>> {
  return useEngineQuery('twin.get', { session, id }, { enabled, keep: true });
}

/**
 * Asks anew for what a twin tells when it changed, not while the view is held still.
 * @param pause milliseconds between two looks; null to ask never
 */
export function useTwinChanges(session: string, id: string, pause: number | null): void {
  const client = useClient();
  const cache = useQueryClient();
  useEffect(() => {
    if (pause === null) return undefined;
    const stop = new AbortController();
    let seen: number | null = null;
    let due = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      timer = undefined;
      if (!due || isViewPaused()) return;
      due = false;
      void cache.invalidateQueries({
        predicate: ({ queryKey: [name, input] }) =>
          typeof name === 'string' &&
          touched.has(name) &&
          typeof input === 'object' &&
          input !== null &&
          'session' in input &&
          input.session === session &&
          'id' in input &&
          input.id === id,
      });
    };
    const goOn = onViewPause(refresh);
    keepFollowing(
      client,
      'twin.changes',
      { session, id },
      ({ version }) => {
        // The first tells where the queries stand already.
        if (seen !== null && seen !== version) {
          due = true;
          timer ??= setTimeout(refresh, pause);
        }
        seen = version;
      },
      stop.signal,
    );
    return () => {
      stop.abort();
      goOn();
      clearTimeout(timer);
    };
  }, [cache, client, id, pause, session]);
}
