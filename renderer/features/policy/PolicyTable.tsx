import { type JSX, useMemo } from 'react';
import type { PolicyRow } from '../../../shared/contract/policy.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { FindingCounts } from './FindingList.tsx';

/** Every policy with how far it is; the one of them with an unsaved draft says so. */
export function PolicyTable(props: {
  policies: readonly PolicyRow[];
  drafts: ReadonlySet<string>;
  /** Microseconds. */
  now: number;
  selected: string | null;
  onSelect: (name: string) => void;
  onOpen: (name: string) => void;
  empty: JSX.Element;
}): JSX.Element {
  const { policies, drafts, now } = props;
  const columns = useMemo(() => listColumns(drafts, now), [drafts, now]);
  return (
    <DataTable
      label="Policies"
      columns={columns}
      rowCount={policies.length}
      rowAt={(index) => policies[index]}
      keyOf={({ name }) => name}
      rowHeight={32}
      selected={props.selected}
      onSelect={({ name }) => props.onSelect(name)}
      onOpen={({ name }) => props.onOpen(name)}
      minWidth={820}
      empty={props.empty}
      primary
    />
  );
}

const stages = { draft: 'Draft', staged: 'Staged', enforcing: 'Enforcing' } as const;

function tellStage({ stage, stagedVersion, enforcedVersion }: PolicyRow): string {
  const version = stage === 'enforcing' ? enforcedVersion : stage === 'staged' ? stagedVersion : null;
  const staged = stage === 'enforcing' && stagedVersion !== null ? `, v${String(stagedVersion)} staged` : '';
  return `${version === null ? '' : `v${String(version)}`}${staged}`;
}

function listColumns(drafts: ReadonlySet<string>, now: number): TableColumn<PolicyRow>[] {
  return [
    {
      key: 'name',
      title: 'Policy',
      width: 'minmax(230px, 2fr)',
      render: (row) => (
        <span className="policy-name cut">
          <a className="quiet strong cut" href={`#/policy/${row.name}`}>
            <HostileText text={row.name} cut />
          </a>
          {row.description === '' ? null : (
            <span className="third cut">
              <HostileText text={row.description} />
            </span>
          )}
        </span>
      ),
    },
    {
      key: 'stage',
      title: 'State',
      width: '150px',
      render: (row) => (
        <span className={`policy-stage policy-stage-${row.stage}`}>
          <span className="mode-dot" aria-hidden="true" />
          {stages[row.stage]} <span className="mono second">{tellStage(row)}</span>
        </span>
      ),
    },
    {
      key: 'tier',
      title: 'Tier, priority',
      width: '118px',
      render: (row) => (
        <span className="second">
          {row.tier} <span className="mono">{row.priority}</span>
        </span>
      ),
    },
    {
      key: 'vms',
      title: 'VMs',
      width: '56px',
      align: 'right',
      render: (row) => <span className={row.vms === 0 ? 'mono third' : 'mono'}>{formatCount(row.vms)}</span>,
    },
    {
      key: 'automation',
      title: 'Automation',
      width: '92px',
      render: (row) => <span className="second">{row.automation}</span>,
    },
    {
      key: 'findings',
      title: 'Findings',
      width: '150px',
      render: (row) => (
        <FindingCounts
          findings={[
            ...Array.from({ length: row.errors }, () => ({ severity: 'error' as const })),
            ...Array.from({ length: row.warnings }, () => ({ severity: 'warning' as const })),
          ]}
        />
      ),
    },
    {
      key: 'changed',
      title: 'Version',
      width: 'minmax(140px, 0.7fr)',
      render: (row) => (
        <span className="second cut">
          <span className="mono strong">v{row.version}</span> by <HostileText text={row.changedBy} />,{' '}
          {formatSpan(Math.max(0, now - row.changedAt))} ago
          {drafts.has(row.name) ? <span className="strong">, unsaved draft</span> : null}
        </span>
      ),
    },
  ];
}
