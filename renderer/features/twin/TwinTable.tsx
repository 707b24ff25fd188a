import type { JSX } from 'react';
import type { TwinSeries } from '../../../shared/contract/twin.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { Time } from '../../ui/Time.tsx';
import { formatLevel } from './value-axis.ts';

type Point = TwinSeries['points'][number];

function levels(low: number | null, high: number | null): string {
  return low === null || high === null ? '—' : `${formatLevel(low)} – ${formatLevel(high)}`;
}

/** The chart as a table, newest first. */
export function TwinTable({ series }: { series: TwinSeries }): JSX.Element {
  const last = series.points.length - 1;
  const column = (
    key: string,
    title: string,
    read: (point: Point) => string,
    width = 'minmax(76px, 1fr)',
  ): TableColumn<Point> => ({
    key,
    title,
    width,
    align: 'right',
    render: (point) => <span className="mono">{read(point)}</span>,
  });
  const columns: readonly TableColumn<Point>[] = [
    { key: 'time', title: 'Time', width: '92px', render: ({ time }) => <Time micros={time} /> },
    column('worst', `Worst, ${series.unit}`, ({ worst }) => (worst === null ? 'gap' : formatLevel(worst))),
    column('observed', 'Mean', ({ observed }) => (observed === null ? 'gap' : formatLevel(observed))),
    column('predicted', 'Predicted', ({ predicted }) => formatLevel(predicted)),
    column('half', '50 %', ({ low50, high50 }) => levels(low50, high50), 'minmax(96px, 1fr)'),
    column('most', '90 %', ({ low90, high90 }) => levels(low90, high90), 'minmax(96px, 1fr)'),
    {
      key: 'alarm',
      title: 'Alarm',
      width: '84px',
      render: ({ worst, observed }) => {
        const level = worst ?? observed;
        if (series.threshold === null) return <span className="third">no line yet</span>;
        return level !== null && level > series.threshold ? 'above' : <span className="third">—</span>;
      },
    },
  ];
  return (
    <div className="twin-table">
      <DataTable
        label="Surprise as table"
        columns={columns}
        rowCount={series.points.length}
        rowAt={(index) => series.points[last - index]}
        keyOf={({ time }) => time}
        rowHeight={24}
        minWidth={640}
      />
    </div>
  );
}
