import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { SubjectDependency } from '../../../shared/contract/risk.ts';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatWeight } from '../../ui/format-score.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { RiskCell } from '../../ui/RiskCell.tsx';
import type { TableColumn } from '../../ui/table-column.ts';

const columns: readonly TableColumn<SubjectDependency>[] = [
  {
    key: 'direction',
    title: 'Does',
    width: '56px',
    render: ({ direction }) => <span className="second">{direction === 'uses' ? 'uses' : 'used by'}</span>,
  },
  {
    key: 'vm',
    title: 'VM',
    width: 'minmax(90px, 1.4fr)',
    render: ({ id, name, role, sensitivity }) => (
      <Link
        to="/vm/$id"
        params={{ id }}
        className="quiet cut"
        tabIndex={-1}
        title={`${name}, ${role === '' ? 'role unknown' : role}, ${sensitivity}`}
      >
        <HostileText text={name} cut="host" />
      </Link>
    ),
  },
  {
    key: 'service',
    title: 'Service',
    width: 'minmax(80px, 1fr)',
    render: ({ services }) => (
      <span className="second" title={services.join(', ')}>
        <HostileText text={services[0] ?? ''} />
        {services.length > 1 ? <span className="third"> +{services.length - 1}</span> : null}
      </span>
    ),
  },
  { key: 'risk', title: 'Risk', width: '64px', render: ({ risk }) => <RiskCell risk={risk} bar={false} /> },
  {
    key: 'weak',
    title: 'Weak',
    width: '62px',
    align: 'right',
    render: ({ weaknesses }) =>
      weaknesses === null ? (
        <span className="third" title="No agent told what is installed, or no feed what is vulnerable">
          not known
        </span>
      ) : (
        <span
          className={weaknesses.exploited > 0 ? 'mono strong' : 'mono'}
          title={`${weaknesses.total} known weaknesses, ${weaknesses.exploited} exploited in the wild`}
        >
          {weaknesses.total}
          {weaknesses.exploited > 0 ? ` (${weaknesses.exploited})` : ''}
        </span>
      ),
  },
  {
    key: 'adds',
    title: 'Adds',
    width: '50px',
    align: 'right',
    render: ({ adds }) =>
      adds === 0 ? <span className="third mono">0</span> : <span className="mono strong">{formatWeight(adds)}</span>,
  },
];

/** On whom a VM depends and who depends on it, how each stands itself, and what comes over of its risk. */
export function DependencyTable({ session, id }: { session: string; id: string }): JSX.Element {
  const { data, error } = useEngineQuery('subject.dependencies', { session, id }, { keep: true });
  if (data === undefined)
    return error === null ? (
      <Loading what="the dependencies" rows={4} />
    ) : (
      <ErrorState title="The dependencies did not come" detail={tellFailure(error)} />
    );
  return (
    <DataTable
      label="Dependencies"
      columns={columns}
      rowCount={data.rows.length}
      rowAt={(index) => data.rows[index]}
      keyOf={({ direction, id: other }) => `${direction} ${other}`}
      rowHeight={28}
      empty={
        <EmptyState title="Depends on no other VM">
          No VM of this session answered it, and it answered none; outside peers stand under Peers.
        </EmptyState>
      }
    />
  );
}
