import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { MienContract } from '../../shared/contract/contract.ts';
import type { NamesOf, OutputOf } from '../../shared/rpc/procedure.ts';
import { useClient } from './engine-context.tsx';
import { keepFollowing } from './keep-following.ts';

/** Follows a stream that takes no question while it is on screen. @param listener the same function each time: not one made while drawing */
export function useFollowing<N extends NamesOf<MienContract, 'stream'>>(
  name: N,
  listener: (value: OutputOf<MienContract[N]>, cache: QueryClient) => void,
): void {
  const client = useClient();
  const cache = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    keepFollowing<N>(client, name, {} as never, (value) => listener(value, cache), stop.signal);
    return () => stop.abort();
  }, [cache, client, name, listener]);
}
