import { useMemo } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { useHosts } from '../../data/use-hosts.ts';
import { isSilent } from '../hosts/host-words.ts';

/** A host whose VMs are as they were. */
export interface SilentHost {
  /** Since when, microseconds. */
  since: number;
  /** `paused` where somebody chose so. */
  word: 'silent' | 'paused';
}

/** Hosts of a watch that answer no more, by id and by name. */
export interface SilentHosts {
  byId: ReadonlyMap<string, SilentHost>;
  byName: ReadonlyMap<string, SilentHost>;
}

/** See {@link SilentHosts}. The same value as long as the same hosts are silent, though hosts are told anew each second. */
export function useSilentHosts(session: Session): SilentHosts {
  const hosts = useHosts();
  const live = session.live?.kind === 'live';
  const silent = live ? (hosts ?? []).filter((host) => isSilent(host)) : [];
  const told = JSON.stringify(
    silent.map((host) => [
      host.id,
      host.name,
      { since: host.lastTick ?? host.since, word: host.state === 'paused' ? 'paused' : 'silent' },
    ]),
  );
  return useMemo(() => {
    const list = JSON.parse(told) as [id: string, name: string, host: SilentHost][];
    return {
      byId: new Map(list.map(([id, , host]) => [id, host])),
      byName: new Map(list.map(([, name, host]) => [name, host])),
    };
  }, [told]);
}
