import { type JSX, memo, type ReactNode } from 'react';
import type { TableColumn } from './table-column.ts';

/** What a row of a {@link DataTable} shows, and what it tells. */
export interface DataRowProps<Row> {
  id: string;
  index: number;
  /** Pixels from the first row of the part. */
  top: number;
  height: number;
  /** Undefined while it is on its way. */
  row: Row | undefined;
  columns: readonly TableColumn<Row>[];
  /** Tracks of all columns, for the grid of cells. */
  tracks: string;
  chosen: boolean;
  className: string;
  /** Stands over the whole width in place of cells. */
  wide: ReactNode;
  onPick: (row: Row, index: number) => void;
  onOpen: (row: Row, index: number) => void;
}

function drawRow<Row>(props: DataRowProps<Row>): JSX.Element {
  const { row, index, chosen, columns, wide } = props;
  const style = { height: props.height, transform: `translateY(${props.top}px)`, gridTemplateColumns: props.tracks };
  if (row === undefined) {
    return (
      <tr id={props.id} className="data-table-row" aria-rowindex={index + 2} style={style}>
        <td className="data-table-wide">
          <span className="placeholder-bar" />
          <span className="visually-hidden">not read yet</span>
        </td>
      </tr>
    );
  }
  return (
    // The keys of a row are those of the grid that has the focus.
    <tr
      id={props.id}
      className={`data-table-row${chosen ? ' data-table-chosen' : ''} ${props.className}`}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      style={style}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a, button, input') !== null) return;
        props.onPick(row, index);
      }}
      onDoubleClick={() => props.onOpen(row, index)}
    >
      {wide === null ? (
        columns.map((column, at) => (
          <td key={column.key} aria-colindex={at + 1} className={column.align === 'right' ? 'numeric' : 'cut'}>
            {column.render(row, index)}
          </td>
        ))
      ) : (
        <td className="data-table-wide" colSpan={columns.length}>
          {wide}
        </td>
      )}
    </tr>
  );
}

/**
 * One row of a {@link DataTable}, drawn anew only when its row, its place or the columns are others: a list of a
 * thousand that changes twice a second draws what changed in sight.
 */
export const DataRow = memo(drawRow) as typeof drawRow;
