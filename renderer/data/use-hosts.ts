import type { Host } from '../../shared/contract/host.ts';
import { useEngineQuery } from './queries.ts';

const none: readonly Host[] = [];

/** The hosts that are set up, as they stand; null until the engine told. */
export function useHosts(): readonly Host[] | null {
  const list = useEngineQuery('host.list', {});
  return list.data === undefined ? (list.error === null ? null : none) : list.data.hosts;
}
