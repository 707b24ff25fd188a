import { useMemo } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { useHosts } from '../../data/use-hosts.ts';
import { isSilent } from '../hosts/host-words.ts';

/** Hosts of a watch that answer no more. */
export interface SilentHosts {
  /** By id, since when (microseconds) their VMs are as they were. */
  byId: ReadonlyMap<string, number>;
  names: ReadonlySet<string>;
}

/** See {@link SilentHosts}. The same value as long as the same hosts are silent, though hosts are told anew each second. */
export function useSilentHosts(session: Session): SilentHosts {
  const hosts = useHosts();
  const live = session.live?.kind === 'live';
  const silent = live ? (hosts ?? []).filter((host) => isSilent(host)) : [];
  const told = JSON.stringify(silent.map((host) => [host.id, host.name, host.lastTick ?? host.since]));
  return useMemo(() => {
    const list = JSON.parse(told) as [id: string, name: string, since: number][];
    return {
      byId: new Map(list.map(([id, , since]) => [id, since])),
      names: new Set(list.map(([, name]) => name)),
    };
  }, [told]);
}
