import { Link, useNavigate } from '@tanstack/react-router';
import { type JSX, useMemo, useState } from 'react';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { Bytes } from '../../ui/Bytes.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { PersonaCell } from '../../ui/PersonaCell.tsx';
import { RiskCell } from '../../ui/RiskCell.tsx';
import type { TableColumn, TableSort } from '../../ui/table-column.ts';
import { shortenTechnique } from '../flows/shorten-technique.ts';

const values: Record<string, (row: SubjectRow) => number | string> = {
  risk: (row) => row.risk ?? -1,
  name: (row) => row.name,
  alerts: (row) => row.alerts,
  flows: (row) => row.flows,
  peers: (row) => row.peers,
  bytes: (row) => row.bytesOut + row.bytesIn,
};

/** Subjects in the asked order; equal ones by name, so that the order is always the same. */
export function sortSubjects(rows: readonly SubjectRow[], sort: TableSort): SubjectRow[] {
  const read = values[sort.key] ?? ((row: SubjectRow) => row.name);
  const sign = sort.descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [read(a), read(b)];
    if (left !== right) return left < right ? -sign : sign;
    return a.name < b.name ? -1 : 1;
  });
}

const columns: readonly TableColumn<SubjectRow>[] = [
  {
    key: 'name',
    title: 'Subject',
    width: 'minmax(130px, 1.3fr)',
    sort: 'name',
    render: (row) => (
      <Link to="/vm/$id" params={{ id: row.id }} className="quiet strong">
        <HostileText text={row.name} cut />
      </Link>
    ),
  },
  {
    key: 'address',
    title: 'Addresses',
    width: 'minmax(110px, 1fr)',
    render: (row) => (
      <span className="mono second" title={row.addresses.join(', ')}>
        <HostileText text={row.addresses[0] ?? row.macs[0] ?? ''} cut />
        {row.addresses.length > 1 ? <span className="third"> +{row.addresses.length - 1}</span> : null}
      </span>
    ),
  },
  {
    key: 'risk',
    title: 'Risk',
    width: '104px',
    sort: 'risk',
    descendingFirst: true,
    render: (row) => <RiskCell risk={row.risk} />,
  },
  {
    key: 'persona',
    title: 'Persona',
    width: 'minmax(170px, 1.5fr)',
    render: (row) => <PersonaCell shares={row.personas} incomplete={row.completeness < 1} />,
  },
  {
    key: 'alert',
    title: 'Last alert',
    width: 'minmax(120px, 1.4fr)',
    render: (row) =>
      row.lastAlert === null ? (
        <span className="third">none so far</span>
      ) : (
        <span title={row.lastAlert.why}>
          <span className="strong">{shortenTechnique(row.lastAlert.technique.name)}</span>{' '}
          <span className="third">
            <HostileText text={row.lastAlert.why} />
          </span>
        </span>
      ),
  },
  ...(['alerts', 'flows', 'peers'] as const).map((key): TableColumn<SubjectRow> => ({
    key,
    title: key.charAt(0).toUpperCase() + key.slice(1),
    width: '62px',
    align: 'right',
    sort: key,
    descendingFirst: true,
    render: (row) => <span className="mono">{formatCount(row[key])}</span>,
  })),
  {
    key: 'bytes',
    title: 'Bytes',
    width: '70px',
    align: 'right',
    sort: 'bytes',
    descendingFirst: true,
    render: (row) => <Bytes value={row.bytesOut + row.bytesIn} />,
  },
];

/** The subjects of a session as a dense list; Enter opens the VM. */
export function SubjectTable(props: { rows: readonly SubjectRow[]; find: string; reading: boolean }): JSX.Element {
  const { rows, find } = props;
  const navigate = useNavigate();
  const [sort, setSort] = useState<TableSort>({ key: 'risk', descending: true });
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = useMemo(() => {
    const asked = find.trim().toLowerCase();
    const found = asked === '' ? rows : rows.filter((row) => tellWords(row).includes(asked));
    return sortSubjects(found, sort);
  }, [rows, find, sort]);
  return (
    <DataTable
      label="Subjects of this session"
      columns={columns}
      rowCount={shown.length}
      rowAt={(index) => shown[index]}
      keyOf={(row) => row.id}
      rowHeight={28}
      minWidth={880}
      sort={sort}
      onSort={setSort}
      selected={chosen}
      onSelect={(row) => setChosen(row.id)}
      onOpen={(row) => void navigate({ to: '/vm/$id', params: { id: row.id } })}
      primary
      empty={
        <EmptyState
          title={
            find === ''
              ? props.reading
                ? 'No subjects so far'
                : 'No local host in this evidence'
              : 'No subject matches'
          }
        >
          {find === ''
            ? 'A subject is a VM or host of a local network. Settings names which networks are local.'
            : 'Name, address, role and labels were searched.'}
        </EmptyState>
      }
    />
  );
}

function tellWords(row: SubjectRow): string {
  return [row.name, ...row.addresses, ...row.macs, ...row.names, row.role, ...row.personas.map((share) => share.label)]
    .join(' ')
    .toLowerCase();
}
