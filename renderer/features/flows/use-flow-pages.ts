import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { FlowRow } from '../../../shared/contract/flow.ts';
import { useClient } from '../../data/engine-context.tsx';
import { type AnswerOf, queryKey, type QuestionOf, useEngineQuery } from '../../data/queries.ts';
import { askSelection, type FlowSelection } from './flow-selection.ts';

/** Rows asked for at once. */
export const pageSize = 200;

/** Pages that hold the rows `first` to `last`, at most four. */
export function listPages(first: number, last: number): number[] {
  const from = Math.floor(Math.max(0, first) / pageSize);
  const to = Math.min(Math.floor(Math.max(first, last) / pageSize), from + 3);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** A list of flows of any length, of which only the pages in sight are fetched. */
export interface FlowPages {
  rowAt: (index: number) => FlowRow | undefined;
  /** Null until the first answer. */
  total: number | null;
  complete: boolean;
  filterError: { message: string; offset: number } | null;
  error: Error | null;
  retry: () => void;
  showRange: (first: number, last: number) => void;
}

/** Fetches flows page by page; while a new selection is on its way the rows of the last one stay. */
export function useFlowPages(
  session: string,
  selection: FlowSelection,
  sort: NonNullable<QuestionOf<'flow.list'>['sort']>,
  descending: boolean,
): FlowPages {
  const client = useClient();
  const asked = useMemo(
    () => ({ ...askSelection(session, selection), limit: pageSize, sort, descending }),
    [session, selection, sort, descending],
  );
  const head = useEngineQuery('flow.list', { ...asked, offset: 0 }, { keep: true });
  const [settled, setSettled] = useState(asked);
  const [pages, setPages] = useState<number[]>([0]);
  const arrived = head.data !== undefined && !head.isPlaceholderData;
  const current = arrived ? asked : settled;
  if (arrived && settled !== asked) setSettled(asked);

  const results = useQueries({
    queries: pages.map((page) => {
      const input = { ...current, offset: page * pageSize };
      return {
        queryKey: queryKey('flow.list', input),
        queryFn: ({ signal }: { signal: AbortSignal }): Promise<AnswerOf<'flow.list'>> =>
          client.call('flow.list', input, { signal }),
      };
    }),
    combine: (all) => all.map((result) => result.data),
  });
  const known = useMemo(() => new Map(pages.map((page, at) => [page, results[at]?.rows])), [pages, results]);
  const rowAt = useCallback(
    (index: number) => known.get(Math.floor(index / pageSize))?.[index % pageSize],
    [known],
  );
  const showRange = useCallback((first: number, last: number) => {
    const wanted = listPages(first, last);
    setPages((before) => (before.join() === wanted.join() ? before : wanted));
  }, []);
  return {
    rowAt,
    total: head.data?.total ?? null,
    complete: head.data?.complete ?? true,
    filterError: arrived ? head.data.filterError : null,
    error: head.error,
    retry: () => void head.refetch(),
    showRange,
  };
}
