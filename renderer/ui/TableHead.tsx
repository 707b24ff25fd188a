import type { JSX } from 'react';
import { nextSort, type TableColumn, type TableSort } from './table-column.ts';
import './data-table.css';

/** The sticky head of a list: titles, an arrow on the sorted column, and the order in words. */
export function TableHead<Row>(props: {
  columns: readonly TableColumn<Row>[];
  tracks: string;
  sort: TableSort | undefined;
  onSort: ((sort: TableSort) => void) | undefined;
}): JSX.Element {
  const { columns, sort, onSort } = props;
  return (
    <thead>
      <tr className="data-table-head" aria-rowindex={1} style={{ gridTemplateColumns: props.tracks }}>
        {columns.map((column, index) => {
          const sorted = sort !== undefined && column.sort === sort.key;
          const next = onSort === undefined ? null : nextSort(column, sort);
          const order = sort?.descending === true ? 'descending' : 'ascending';
          return (
            <th
              key={column.key}
              scope="col"
              aria-colindex={index + 1}
              aria-sort={sorted ? order : undefined}
              className={column.align === 'right' ? 'numeric' : undefined}
            >
              {next === null ? (
                <span>
                  {column.title}
                  {column.label === undefined ? null : <span className="visually-hidden">{column.label}</span>}
                </span>
              ) : (
                <button type="button" onClick={() => onSort?.(next)}>
                  {column.title}
                  {sorted ? <span aria-hidden="true">{order === 'descending' ? ' ↓' : ' ↑'}</span> : null}
                  <span className="visually-hidden">
                    {sorted ? `, sorted ${order === 'descending' ? 'high to low' : 'low to high'}` : ', not sorted'}
                  </span>
                </button>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
