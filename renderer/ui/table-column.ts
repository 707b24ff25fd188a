import type { ReactNode } from 'react';

/** How a list is sorted. */
export interface TableSort {
  key: string;
  descending: boolean;
}

/** A column of a {@link DataTable}. */
export interface TableColumn<Row> {
  key: string;
  title: string;
  /** Track of a CSS grid: `178px`, `minmax(120px, 1fr)`. */
  width: string;
  align?: 'left' | 'right';
  /** Sort key, absent where the column does not sort. */
  sort?: string;
  /** Sorts high to low at the first click. */
  descendingFirst?: boolean;
  /** Heading for screen readers where `title` is empty. */
  label?: string;
  render: (row: Row, index: number) => ReactNode;
}

/** The sort after a click on a heading: the other direction on the same column, else that column's first direction. */
export function nextSort<Row>(column: TableColumn<Row>, sort: TableSort | undefined): TableSort | null {
  if (column.sort === undefined) return null;
  if (sort?.key === column.sort) return { key: column.sort, descending: !sort.descending };
  return { key: column.sort, descending: column.descendingFirst === true };
}
