import type { JSX } from 'react';
import type { SubjectWeaknesses } from '../../../shared/contract/subject.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { tellWeaknesses } from './tell-weaknesses.ts';

type Weakness = SubjectWeaknesses['worst'][number];

const columns: readonly TableColumn<Weakness>[] = [
  {
    key: 'id',
    title: 'Weakness',
    width: '126px',
    render: (weakness) => (
      <span className="mono" title={weakness.title}>
        <HostileText text={weakness.id} cut />
      </span>
    ),
  },
  {
    key: 'use',
    title: 'In the wild',
    width: '86px',
    render: ({ exploited, ransomware }) => (
      <span className={exploited ? 'strong' : 'third'}>
        {ransomware ? 'ransomware' : exploited ? 'exploited' : 'not known'}
      </span>
    ),
  },
  {
    key: 'package',
    title: 'Package',
    width: 'minmax(80px, 1fr)',
    render: (weakness) => <HostileText text={weakness.package} cut />,
  },
  {
    key: 'installed',
    title: 'Installed',
    width: 'minmax(80px, 1fr)',
    render: ({ installed }) => (
      <span className="mono">
        <HostileText text={installed} cut />
      </span>
    ),
  },
  {
    key: 'fixed',
    title: 'Fixed in',
    width: 'minmax(80px, 1fr)',
    render: ({ fixed }) =>
      fixed === '' ? (
        <span className="third">no fix known</span>
      ) : (
        <span className="mono">
          <HostileText text={fixed} cut />
        </span>
      ),
  },
];

/** Packages of a VM that are known to be vulnerable as installed, the worst first. */
export function WeaknessTable({ weaknesses }: { weaknesses: SubjectWeaknesses }): JSX.Element {
  const { worst } = weaknesses;
  return (
    <DataTable
      label="Known weaknesses"
      columns={columns}
      rowCount={worst.length}
      rowAt={(index) => worst[index]}
      keyOf={(weakness) => `${weakness.id} ${weakness.package}`}
      rowHeight={28}
      empty={<EmptyState title={tellWeaknesses(weaknesses)} />}
    />
  );
}
