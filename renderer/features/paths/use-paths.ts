import { useMemo } from 'react';
import type { AttackPaths } from '../../../shared/contract/paths.ts';
import { useEngineQuery } from '../../data/queries.ts';
import { readWords } from '../../routes/search.ts';
import { listRoutes, type OpenRoute, openRoute, type Route } from './list-routes.ts';
import type { PathsSearch } from './paths-search.ts';

/** Attack paths of a session, as the URL asks for them. */
export interface KnownPaths {
  /** Null until they are here. */
  answer: AttackPaths | null;
  routes: readonly Route[];
  /** The one that is drawn. */
  open: OpenRoute | null;
  error: Error | null;
  retry: () => void;
}

/** Asks for the attack paths of a session and opens the one that the URL names. */
export function usePaths(session: string, search: PathsSearch): KnownPaths {
  const { starts, targets, path, way } = search;
  const asked = useMemo(
    () => ({
      session,
      ...(starts === undefined ? {} : { starts: readWords(starts) }),
      ...(targets === undefined ? {} : { targets: readWords(targets) }),
    }),
    [session, starts, targets],
  );
  const { data, error, refetch } = useEngineQuery('paths.get', asked, { keep: true });
  const routes = useMemo(() => (data === undefined ? [] : listRoutes(data)), [data]);
  const open = useMemo(() => openRoute(routes, path, way), [routes, path, way]);
  return { answer: data ?? null, routes, open, error, retry: () => void refetch() };
}
