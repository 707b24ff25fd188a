import { useParams } from '@tanstack/react-router';
import type { JSX } from 'react';
import { tellFailure, useEngineQuery } from '../data/queries.ts';
import { ChangePage } from '../features/enforcement/ChangePage.tsx';
import { useEnforcement } from '../features/enforcement/use-enforcement.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { Loading } from '../ui/Loading.tsx';

/** One change of hosts: its answer while it waits, its record afterwards. */
export function ChangeScreen(): JSX.Element {
  const { id } = useParams({ from: '/change/$id' });
  const enforcement = useEnforcement();
  const list = useEngineQuery('change.list', {});
  const pending = enforcement?.pending?.id === id ? enforcement.pending : null;
  const change = pending ?? list.data?.changes.find((other) => other.id === id);
  if (change !== undefined) return <ChangePage change={change} key={id} />;
  if (list.error !== null)
    return (
      <ErrorState
        title="The change did not come"
        detail={tellFailure(list.error)}
        works="hosts go back by themselves where nobody answers"
        action={<Button onClick={() => void list.refetch()}>Ask again</Button>}
      />
    );
  if (list.data === undefined || list.isFetching) return <Loading what="the change" rows={8} />;
  return (
    <EmptyState title="No change has this number">
      The audit tells of every change that was made, also of those that are no longer listed.
    </EmptyState>
  );
}
