import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useClient } from '../../data/engine-context.tsx';
import { type AnswerOf, queryKey, type QuestionOf, useEngineQuery } from '../../data/queries.ts';

/** Lists that may be too long to be fetched at once. */
export type PagedName = 'flow.list' | 'event.list';
/** What such a list is asked with, beside the page. */
export type PagedQuestion<N extends PagedName> = Omit<QuestionOf<N>, 'offset' | 'limit'>;

/** Rows asked for at once. */
export const pageSize = 200;

/** Pages that hold the rows `first` to `last`, at most four. */
export function listPages(first: number, last: number): number[] {
  const from = Math.floor(Math.max(0, first) / pageSize);
  const to = Math.min(Math.floor(Math.max(first, last, 0) / pageSize), from + 3);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** A list of any length of which only the pages in sight are fetched. */
export interface Pages<N extends PagedName> {
  rowAt: (index: number) => AnswerOf<N>['rows'][number] | undefined;
  /** The first page's answer, undefined until it came; while a new one is on its way, the last. */
  head: AnswerOf<N> | undefined;
  error: Error | null;
  retry: () => void;
  showRange: (first: number, last: number) => void;
}

/**
 * Fetches a list page by page; while a new question is on its way the rows of the last one stay. `asked` must keep its
 * identity while nothing changes.
 */
export function usePages<N extends PagedName>(name: N, asked: PagedQuestion<N>): Pages<N> {
  const client = useClient();
  // The page is the part both lists share, so adding it makes the question whole.
  const askPage = (question: PagedQuestion<N>, page: number): QuestionOf<N> =>
    ({ ...question, offset: page * pageSize, limit: pageSize }) as unknown as QuestionOf<N>;
  const head = useEngineQuery(name, askPage(asked, 0), { keep: true });
  const [settled, setSettled] = useState(asked);
  const [pages, setPages] = useState<number[]>([0]);
  const arrived = head.data !== undefined && !head.isPlaceholderData;
  const current = arrived ? asked : settled;
  if (arrived && settled !== asked) setSettled(asked);

  const known = useQueries({
    queries: pages.map((page) => {
      const input = askPage(current, page);
      return {
        queryKey: queryKey(name, input),
        queryFn: ({ signal }: { signal: AbortSignal }) => client.call(name, input, { signal }),
      };
    }),
    combine: (results) => results.map((result) => result.data?.rows),
  });
  const byPage = useMemo(() => new Map(pages.map((page, at) => [page, known[at]])), [pages, known]);
  const rowAt = useCallback(
    (index: number): AnswerOf<N>['rows'][number] | undefined =>
      byPage.get(Math.floor(index / pageSize))?.[index % pageSize],
    [byPage],
  );
  const showRange = useCallback((first: number, last: number) => {
    const wanted = listPages(first, last);
    setPages((before) => (before.join() === wanted.join() ? before : wanted));
  }, []);
  return { rowAt, head: head.data, error: head.error, retry: () => void head.refetch(), showRange };
}
