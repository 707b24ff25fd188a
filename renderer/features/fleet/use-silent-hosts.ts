import { useMemo } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { useHosts } from '../../data/use-hosts.ts';
import { isSilent } from '../hosts/host-words.ts';

/** Hosts of a watch that answer no more: by id since when (microseconds) their VMs are as they were; and their names. */
export function useSilentHosts(session: Session): {
  byId: ReadonlyMap<string, number>;
  names: ReadonlySet<string>;
} {
  const hosts = useHosts();
  const live = session.live?.kind === 'live';
  return useMemo(() => {
    const silent = live ? (hosts ?? []).filter((host) => isSilent(host)) : [];
    return {
      byId: new Map(silent.map((host) => [host.id, host.lastTick ?? host.since])),
      names: new Set(silent.map(({ name }) => name)),
    };
  }, [hosts, live]);
}
