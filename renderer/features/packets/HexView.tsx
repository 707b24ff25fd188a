import { useVirtualizer } from '@tanstack/react-virtual';
import { type JSX, type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef } from 'react';
import type { ByteRange } from './byte-range.ts';
import { buildHexRow, bytesPerRow, countHexRows, formatOffset, type HexCell } from './hex-rows.ts';
import './packets.css';

const rowHeight = 23;

const moves: Record<string, number> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: bytesPerRow,
  ArrowUp: -bytesPerRow,
};

/**
 * The bytes of a packet as digits and characters. `range` is marked and scrolled into sight; a click on a byte, or an
 * arrow key, tells `onByte` which byte is meant.
 */
export function HexView(props: {
  bytes: Uint8Array;
  range: ByteRange | null;
  onByte: (index: number) => void;
}): JSX.Element {
  const { bytes, range, onByte } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: countHexRows(bytes.length),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const start = range?.start ?? null;
  const end = range?.end ?? null;
  useEffect(() => {
    const view = scroller.current;
    if (start === null || end === null || view === null) return;
    const top = Math.floor(start / bytesPerRow) * rowHeight;
    const bottom = Math.floor((end - 1) / bytesPerRow) * rowHeight + rowHeight;
    const inSight =
      top >= view.scrollTop && Math.min(bottom, top + 4 * rowHeight) <= view.scrollTop + view.clientHeight - 8;
    if (!inSight) virtualizer.scrollToIndex(Math.floor(start / bytesPerRow), { align: 'center' });
  }, [start, end, virtualizer]);

  const pick = (event: MouseEvent): void => {
    const target = event.target instanceof Element ? event.target.closest('[data-byte]') : null;
    const index = Number(target?.getAttribute('data-byte') ?? Number.NaN);
    if (Number.isInteger(index)) onByte(index);
  };
  const move = (event: KeyboardEvent): void => {
    const step = moves[event.key];
    if (step === undefined || bytes.length === 0) return;
    event.preventDefault();
    // Stepping forward leaves the marked field, so that the arrows walk from field to field.
    const from = range === null ? -1 : step > 0 ? range.end - 1 : range.start;
    onByte(Math.min(bytes.length - 1, Math.max(0, from + step)));
  };
  const label = useMemo(() => describeRange(bytes, range), [bytes, range]);
  return (
    // The bytes are one widget with one tab stop: arrows walk, the marked run is told in its label.
    <div
      ref={scroller}
      className="hex"
      role="application"
      aria-roledescription="bytes"
      aria-label={label}
      tabIndex={0}
      onClick={pick}
      onKeyDown={move}
    >
      <div className="hex-rows mono" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => (
          <HexLine key={item.index} row={item.index} top={item.start} cells={buildHexRow(bytes, item.index, range)} />
        ))}
      </div>
    </div>
  );
}

function describeRange(bytes: Uint8Array, range: ByteRange | null): string {
  if (range === null) return `${bytes.length} bytes, none marked`;
  const shown = [...bytes.subarray(range.start, Math.min(range.end, range.start + 8))];
  const digits = shown.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const more = range.end - range.start > 8 ? ' and more' : '';
  return `${bytes.length} bytes, marked ${range.start} to ${range.end - 1}: ${digits}${more}`;
}

function cellClass(cell: HexCell): string | undefined {
  if (!cell.marked) return undefined;
  return `hex-marked${cell.runStart ? ' hex-start' : ''}${cell.runEnd ? ' hex-end' : ''}`;
}

function HexLine(props: { row: number; top: number; cells: HexCell[] }): JSX.Element {
  return (
    <div className="hex-line" style={{ transform: `translateY(${props.top}px)` }}>
      <span className="hex-offset">{formatOffset(props.row)}</span>
      <span className="hex-digits">
        {props.cells.map((cell) => (
          <span key={cell.index} data-byte={cell.index} className={cellClass(cell)}>
            {cell.hex}
          </span>
        ))}
      </span>
      <span className="hex-characters">
        {props.cells.map((cell) => (
          <span key={cell.index} data-byte={cell.index} className={cellClass(cell)}>
            {cell.character}
          </span>
        ))}
      </span>
    </div>
  );
}
