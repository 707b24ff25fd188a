import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Session } from '../../shared/contract/session.ts';
import { askAnew } from './ask-anew.ts';
import { useClient, useLink } from './engine-context.tsx';
import { keepFollowing } from './keep-following.ts';
import { type AnswerOf, queryKey } from './queries.ts';
import { useFollowing } from './use-following.ts';
import { isViewPaused, onViewPause } from './view-pause.ts';

const pause = 1500;

/** Something that changes whenever there is more to ask of a session. */
export function tellGrowth(session: Session): string {
  return [session.state, session.packets, session.flows, session.subjects, session.events, session.alerts].join(' ');
}

/** Keeps the list of sessions fresh, and asks anew for what grew in a session, at most every 1.5 s. */
export function useSessionChanges(): void {
  const client = useClient();
  const cache = useQueryClient();
  const { state } = useLink();
  useEffect(() => {
    // After a lost connection every answer may be old; what is on screen stays until the new one is here.
    if (state === 'open') void cache.invalidateQueries();
  }, [cache, state]);
  useEffect(() => {
    const stop = new AbortController();
    const seen = new Map<string, string>();
    const due = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      timer = undefined;
      // What is due stays due until the view goes on.
      if (isViewPaused()) return;
      const again = askAnew(cache, due);
      due.clear();
      for (const session of again) due.add(session);
      if (due.size > 0) timer = setTimeout(refresh, pause);
    };
    keepFollowing(
      client,
      'session.changes',
      {},
      ({ open }) => {
        const key = queryKey('session.list', {});
        const before = cache.getQueryData<AnswerOf<'session.list'>>(key);
        if (before === undefined) void cache.invalidateQueries({ queryKey: key });
        else cache.setQueryData(key, { ...before, open });
        if (before !== undefined && before.open.length !== open.length) void cache.invalidateQueries({ queryKey: key });
        for (const session of open) {
          const growth = tellGrowth(session);
          const last = seen.get(session.id);
          seen.set(session.id, growth);
          if (last === undefined || last === growth) continue;
          due.add(session.id);
          timer ??= setTimeout(refresh, pause);
        }
      },
      stop.signal,
    );
    const goOn = onViewPause(() => {
      if (!isViewPaused()) refresh();
    });
    return () => {
      stop.abort();
      goOn();
      clearTimeout(timer);
    };
  }, [cache, client]);
}

/** Keeps the rows of the fleet fresh; while the view is held still the newest wait. */
export function useSubjectChanges(session: string | null): void {
  const client = useClient();
  const cache = useQueryClient();
  useEffect(() => {
    if (session === null) return undefined;
    const stop = new AbortController();
    let waiting: AnswerOf<'subject.list'> | null = null;
    const show = (): void => {
      if (waiting === null || isViewPaused()) return;
      cache.setQueryData(queryKey('subject.list', { session }), waiting);
      waiting = null;
    };
    const goOn = onViewPause(show);
    keepFollowing(
      client,
      'subject.changes',
      { session },
      ({ rows }) => {
        waiting = { rows };
        show();
      },
      stop.signal,
    );
    return () => {
      stop.abort();
      goOn();
    };
  }, [cache, client, session]);
}

function takeHosts(list: AnswerOf<'host.list'>, cache: QueryClient): void {
  cache.setQueryData(queryKey('host.list', {}), list);
}

/** Keeps the list of hosts fresh. */
export function useHostChanges(): void {
  useFollowing('host.changes', takeHosts);
}
