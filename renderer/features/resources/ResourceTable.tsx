import type { JSX } from 'react';
import { DataTable } from '../../ui/DataTable.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { Time } from '../../ui/Time.tsx';
import { formatMeasure, type Resources } from './resource-charts.ts';

/** The resource charts as a table, newest first, with every measure. */
export function ResourceTable({ resources }: { resources: Resources }): JSX.Element {
  const last = resources.times.length - 1;
  const columns: readonly TableColumn<number>[] = [
    { key: 'time', title: 'Time', width: '80px', render: (at) => <Time micros={resources.times[at] ?? 0} /> },
    ...resources.series.map(
      (series): TableColumn<number> => ({
        key: series.key,
        title: series.title,
        width: 'minmax(76px, 1fr)',
        align: 'right',
        render: (at) => {
          const value = series.values[at] ?? null;
          return value === null ? (
            <span className="third">gap</span>
          ) : (
            <span className="mono">{formatMeasure(value, series.unit)}</span>
          );
        },
      }),
    ),
  ];
  return (
    <div className="resource-table">
      <DataTable
        label="Resources as table"
        columns={columns}
        rowCount={resources.times.length}
        rowAt={(index) => last - index}
        keyOf={(at) => at}
        rowHeight={24}
        minWidth={80 + resources.series.length * 88}
      />
    </div>
  );
}
