import type { ByteRange } from './byte-range.ts';

/** Bytes a row of the hex view shows. */
export const bytesPerRow = 16;

/** How one byte is drawn: its two digits, its character, and the edges of the marked run it belongs to in this row. */
export interface HexCell {
  index: number;
  hex: string;
  character: string;
  marked: boolean;
  runStart: boolean;
  runEnd: boolean;
}

/** How many rows a frame of `size` bytes needs. */
export function countHexRows(size: number): number {
  return Math.ceil(size / bytesPerRow);
}

/** Offset of a row as at least four hexadecimal digits. */
export function formatOffset(row: number): string {
  return (row * bytesPerRow).toString(16).padStart(4, '0');
}

/** The cells of one row, with the part of `range` that falls into it marked. */
export function buildHexRow(bytes: Uint8Array, row: number, range: ByteRange | null): HexCell[] {
  const first = row * bytesPerRow;
  const last = Math.min(bytes.length, first + bytesPerRow);
  const from = range === null ? last : Math.max(first, range.start);
  const to = range === null ? last : Math.min(last, range.end);
  const cells: HexCell[] = [];
  for (let index = first; index < last; index++) {
    const byte = bytes[index] ?? 0;
    const marked = index >= from && index < to;
    cells.push({
      index,
      hex: byte.toString(16).padStart(2, '0'),
      character: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
      marked,
      runStart: marked && index === from,
      runEnd: marked && index === to - 1,
    });
  }
  return cells;
}
