import { useSearch } from '@tanstack/react-router';
import type { Session } from '../../shared/contract/session.ts';
import { useEngineQuery } from './queries.ts';

/** The session the screen shows. */
export interface CurrentSession {
  /** Null where none is open. */
  session: Session | null;
  open: readonly Session[];
  /** True until the engine told which sessions are open. */
  waiting: boolean;
}

/** Chooses the session a screen shows: the one the URL asks for, else the engine's, else the last opened. */
export function chooseSession(
  open: readonly Session[],
  asked: string | undefined,
  current: string | null,
): Session | null {
  const byId = (id: string | null | undefined): Session | undefined => open.find((session) => session.id === id);
  return byId(asked) ?? byId(current) ?? open.toSorted((a, b) => b.openedAt - a.openedAt)[0] ?? null;
}

/** The session of this screen: search parameter `session`, else the engine's current one. */
export function useSession(): CurrentSession {
  const asked = useSearch({ strict: false, select: (search) => search.session });
  const list = useEngineQuery('session.list', {});
  const open = list.data?.open ?? [];
  return {
    session: chooseSession(open, asked, list.data?.current ?? null),
    open,
    waiting: list.data === undefined,
  };
}
