import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type JSX,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { DataRow } from './DataRow.tsx';
import { TableHead } from './TableHead.tsx';
import { TableParts } from './TableParts.tsx';
import type { TableColumn, TableSort } from './table-column.ts';
import { moveRow, partAt, partOf } from './table-parts.ts';
import { useRowKeys } from './use-row-keys.ts';
import './data-table.css';

/**
 * The list of the console: fixed row height, sticky head, virtual from 100 rows, paged by a second level beyond
 * 900,000, one tab stop with J K arrows Home End, Enter to open and Space to peek. Rows may come later (`rowAt`
 * returns undefined): their place shows a quiet bar, and `onRange` tells which are in sight.
 */
export interface DataTableProps<Row> {
  label: string;
  columns: readonly TableColumn<Row>[];
  rowCount: number;
  rowAt: (index: number) => Row | undefined;
  keyOf: (row: Row) => string | number;
  rowHeight: number;
  sort?: TableSort | undefined;
  onSort?: (sort: TableSort) => void;
  /** Key of the chosen row. */
  selected?: string | number | null | undefined;
  onSelect?: (row: Row, index: number) => void;
  onOpen?: (row: Row, index: number) => void;
  onPeek?: (row: Row, index: number) => void;
  onRange?: (first: number, last: number) => void;
  rowClass?: (row: Row) => string;
  /** Content over the whole width, for group heads; null for a row of cells. */
  renderWide?: (row: Row) => ReactNode;
  /** Stands where rows would stand when there are none. */
  empty?: ReactNode;
  minWidth?: number;
  /** J, K and Enter also work while nothing has the focus: for the one main list of a screen. */
  primary?: boolean;
}

const virtualFrom = 100;

/** See {@link DataTableProps}. */
export function DataTable<Row>(props: DataTableProps<Row>): JSX.Element {
  const { columns, rowCount, rowAt, keyOf, rowHeight, selected, onSelect, onOpen, onPeek, onRange, primary } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [partIndex, setPartIndex] = useState(0);
  // The main list of a screen begins at its first row, so that Enter opens the worst at once.
  const [cursor, setCursor] = useState(primary === true ? 0 : -1);
  const part = partAt(partIndex, rowCount);
  const id = useId();
  const virtualizer = useVirtualizer({
    count: part.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: part.length < virtualFrom ? virtualFrom : 12,
    scrollPaddingStart: 26,
    paddingEnd: 0,
  });
  const items = virtualizer.getVirtualItems();
  const firstSeen = part.first + (items[0]?.index ?? 0);
  const lastSeen = part.first + (items.at(-1)?.index ?? -1);
  useEffect(() => {
    if (lastSeen >= firstSeen) onRange?.(firstSeen, lastSeen);
  }, [firstSeen, lastSeen, onRange]);

  const chosen = useChosen(props, Math.min(cursor, rowCount - 1), firstSeen, lastSeen);
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / rowHeight) - 2);
  const goTo = useCallback(
    (index: number) => {
      setCursor(index);
      const target = partOf(index);
      setPartIndex(target);
      virtualizer.scrollToIndex(index - partAt(target, rowCount).first, { align: 'auto' });
      const row = rowAt(index);
      if (row !== undefined) onSelect?.(row, index);
    },
    [onSelect, rowAt, rowCount, virtualizer],
  );
  const onKey = useCallback(
    (event: Pick<KeyboardEvent, 'key' | 'preventDefault'>): void => {
      const next = moveRow(event.key, chosen, rowCount, page);
      const row = chosen < 0 ? undefined : rowAt(chosen);
      if (next !== null) goTo(next);
      else if (event.key === 'Enter' && row !== undefined && onOpen !== undefined) onOpen(row, chosen);
      else if (event.key === ' ' && row !== undefined && onPeek !== undefined) onPeek(row, chosen);
      else return;
      event.preventDefault();
    },
    [chosen, goTo, onOpen, onPeek, page, rowAt, rowCount],
  );
  useRowKeys(primary === true, onKey);
  const tracks = columns.map((column) => column.width).join(' ');
  // Rows are drawn anew only when what they show is new, so their handlers stay the same and look up the latest ones.
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const pick = useCallback((row: Row, index: number): void => {
    const table = latest.current;
    setCursor(index);
    table.onSelect?.(row, index);
    if (table.onSelect === undefined) table.onOpen?.(row, index);
  }, []);
  const open = useCallback((row: Row, index: number): void => latest.current.onOpen?.(row, index), []);

  return (
    <div className="data-table">
      <div className="data-table-scroll" ref={scroller}>
        <table
          className="data-table-grid"
          role="grid"
          aria-label={props.label}
          aria-rowcount={rowCount + 1}
          aria-colcount={columns.length}
          aria-activedescendant={chosen >= firstSeen && chosen <= lastSeen ? `${id}-${chosen}` : undefined}
          tabIndex={0}
          style={{ minWidth: props.minWidth }}
          onKeyDown={(event) => {
            if (event.target === event.currentTarget) onKey(event);
          }}
        >
          <TableHead columns={columns} tracks={tracks} sort={props.sort} onSort={props.onSort} />
          <tbody style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const index = part.first + item.index;
              const row = rowAt(index);
              return (
                <DataRow
                  key={row === undefined ? `unread-${index}` : keyOf(row)}
                  id={`${id}-${index}`}
                  index={index}
                  top={item.start}
                  height={rowHeight}
                  row={row}
                  columns={columns}
                  tracks={tracks}
                  chosen={row !== undefined && selected !== undefined ? keyOf(row) === selected : index === chosen}
                  className={row === undefined ? '' : (props.rowClass?.(row) ?? '')}
                  wide={row === undefined ? null : (props.renderWide?.(row) ?? null)}
                  onPick={pick}
                  onOpen={open}
                />
              );
            })}
          </tbody>
        </table>
        {rowCount === 0 ? props.empty : null}
      </div>
      {part.parts > 1 ? <TableParts part={part} rowCount={rowCount} onPart={setPartIndex} /> : null}
    </div>
  );
}

/** Index of the chosen row: the cursor, or where the selected key stands among the rows in sight. */
function useChosen<Row>(table: DataTableProps<Row>, cursor: number, first: number, last: number): number {
  const { selected, rowAt, keyOf } = table;
  if (selected === undefined) return cursor;
  const atCursor = cursor < 0 ? undefined : rowAt(cursor);
  if (atCursor !== undefined && keyOf(atCursor) === selected) return cursor;
  for (let index = first; index <= last; index += 1) {
    const row = rowAt(index);
    if (row !== undefined && keyOf(row) === selected) return index;
  }
  return cursor;
}
