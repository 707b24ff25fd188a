/** Rows a single scrolled area holds: an element taller than about 33 million pixels is cut by the browser. */
export const rowsPerPart = 900_000;

/** A part of a very long list: rows `first` to `first + length - 1` stand in the scrolled area. */
export interface TablePart {
  index: number;
  first: number;
  length: number;
  parts: number;
}

/** The part numbered `index`, kept inside what there is. */
export function partAt(index: number, rowCount: number, size: number = rowsPerPart): TablePart {
  const parts = Math.max(1, Math.ceil(rowCount / size));
  const kept = Math.min(Math.max(0, Math.floor(index)), parts - 1);
  const first = kept * size;
  return { index: kept, first, length: Math.max(0, Math.min(size, rowCount - first)), parts };
}

/** Number of the part that holds a row. */
export function partOf(row: number, size: number = rowsPerPart): number {
  return Math.max(0, Math.floor(row / size));
}

/** Row a key leads to from `current` (-1 = none); null where the key does not move. */
export function moveRow(key: string, current: number, rowCount: number, page: number): number | null {
  if (rowCount === 0) return null;
  const last = rowCount - 1;
  const clamp = (row: number): number => Math.min(Math.max(row, 0), last);
  switch (key) {
    case 'j':
    case 'J':
    case 'ArrowDown':
      return clamp(current + 1);
    case 'k':
    case 'K':
    case 'ArrowUp':
      return clamp(current < 0 ? 0 : current - 1);
    case 'PageDown':
      return clamp(Math.max(current, 0) + page);
    case 'PageUp':
      return clamp(current - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
