import type { QueryClient } from '@tanstack/react-query';
import type { QueryName } from './queries.ts';

/** Queries whose answers grow while a session is read. */
const grown: ReadonlySet<string> = new Set<QueryName>([
  'subject.get',
  'subject.timeline',
  'subject.history',
  'subject.dependencies',
  'alert.list',
  'graph.get',
  'paths.get',
  'incident.list',
  'flow.list',
  'event.list',
  'session.histogram',
  'subject.machine',
]);

/**
 * Asks anew for what grows in these sessions. What is being asked already goes on: it would never end if it were begun
 * again each time. Its answer may be of before, so the session is told back. @returns sessions to ask for once more
 */
export function askAnew(cache: QueryClient, sessions: ReadonlySet<string>): Set<string> {
  const again = new Set<string>();
  const sessionOf = (key: readonly unknown[]): string | null => {
    const [name, input] = key;
    if (typeof name !== 'string' || !grown.has(name)) return null;
    if (typeof input !== 'object' || input === null || !('session' in input)) return null;
    const session = String(input.session);
    return sessions.has(session) ? session : null;
  };
  for (const { queryKey } of cache.getQueryCache().findAll({ fetchStatus: 'fetching' })) {
    const session = sessionOf(queryKey);
    if (session !== null) again.add(session);
  }
  void cache.invalidateQueries({ predicate: ({ queryKey }) => sessionOf(queryKey) !== null }, { cancelRefetch: false });
  return again;
}
