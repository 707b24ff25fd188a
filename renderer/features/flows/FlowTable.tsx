import { type JSX, useEffect, useMemo } from 'react';
import type { FlowRow } from '../../../shared/contract/flow.ts';
import type { QuestionOf } from '../../data/queries.ts';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatDay } from '../../ui/format-time.ts';
import { Loading } from '../../ui/Loading.tsx';
import { buildFlowColumns } from './flow-columns.tsx';
import { askSelection, type FlowSelection, isNarrowed } from './flow-selection.ts';
import { usePages } from './use-pages.ts';
import './flows.css';

const timeColumns = buildFlowColumns(false);
const dayColumns = buildFlowColumns(true);

/** Column a list of flows is sorted by. */
export type FlowSort = NonNullable<QuestionOf<'flow.list'>['sort']>;

/** What a list of flows tells about itself. */
export interface FlowTotals {
  total: number;
  /** False while more may come. */
  complete: boolean;
  filterError: { message: string; offset: number } | null;
}

/**
 * The flows of a session that match a selection, one to ten million, fetched as they come into sight. Fills the height
 * it is given. `selection` must keep its identity while nothing changes.
 */
export function FlowTable(props: {
  label: string;
  session: string;
  selection: FlowSelection;
  sort?: FlowSort;
  descending?: boolean;
  onSort?: (sort: FlowSort, descending: boolean) => void;
  selected?: number | null;
  onSelect?: (row: FlowRow) => void;
  onOpen?: (row: FlowRow) => void;
  onTotals?: (totals: FlowTotals) => void;
  /** Drops all that narrows; offered where nothing matches. */
  onWiden?: () => void;
  primary?: boolean;
}): JSX.Element {
  const { session, selection, sort = 'start', descending = false, onTotals } = props;
  const asked = useMemo(
    () => ({ ...askSelection(session, selection), sort, descending }),
    [session, selection, sort, descending],
  );
  const pages = usePages('flow.list', asked);
  const { head } = pages;
  const sessions = useEngineQuery('session.list', {});
  const shown = sessions.data?.open.find((open) => open.id === session);
  const days = shown?.start != null && shown.end !== null && formatDay(shown.start) !== formatDay(shown.end);
  useEffect(() => {
    if (head !== undefined) onTotals?.(head);
  }, [head, onTotals]);

  if (head === undefined) {
    if (pages.error === null) return <Loading what="the flows" rows={16} rowHeight={23} />;
    return (
      <ErrorState
        title="The flows could not be listed"
        detail={tellFailure(pages.error)}
        works="the rest of this session"
        action={<Button onClick={pages.retry}>Ask again</Button>}
      />
    );
  }
  return (
    <div className="flow-table">
      <DataTable
        label={props.label}
        columns={days ? dayColumns : timeColumns}
        rowCount={head.total}
        rowAt={pages.rowAt}
        keyOf={(row) => row.id}
        rowHeight={23}
        minWidth={900}
        sort={{ key: sort, descending }}
        {...(props.onSort === undefined
          ? {}
          : { onSort: (next) => props.onSort?.(next.key as FlowSort, next.descending) })}
        selected={props.selected}
        {...(props.onSelect === undefined ? {} : { onSelect: props.onSelect })}
        {...(props.onOpen === undefined ? {} : { onOpen: props.onOpen })}
        onRange={pages.showRange}
        primary={props.primary === true}
        empty={<NoFlows selection={selection} complete={head.complete} onWiden={props.onWiden} />}
      />
    </div>
  );
}

function NoFlows(props: {
  selection: FlowSelection;
  complete: boolean;
  onWiden: (() => void) | undefined;
}): JSX.Element {
  if (!isNarrowed(props.selection)) {
    return props.complete ? (
      <EmptyState title="No flows in this evidence">It holds no packets of IP and no flow records.</EmptyState>
    ) : (
      <EmptyState title="No flows so far">They appear here as the evidence is read.</EmptyState>
    );
  }
  return (
    <EmptyState
      title="No flow matches"
      action={props.onWiden === undefined ? undefined : <Button onClick={props.onWiden}>Show all flows</Button>}
    >
      {tellNarrowing(props.selection)}
      {props.complete ? '' : ' More of the evidence is still being read.'}
    </EmptyState>
  );
}

function tellNarrowing({ filter = '', subject, alert, window }: FlowSelection): string {
  const parts = [
    filter === '' ? '' : 'the filter',
    subject === undefined ? '' : 'the VM',
    alert === undefined ? '' : 'the alert',
    window === undefined || window === null ? '' : 'the window',
  ].filter((part) => part !== '');
  return `Narrowed by ${parts.join(', ')}.`;
}
