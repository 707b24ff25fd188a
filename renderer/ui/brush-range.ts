/** A chosen part of an axis. */
export interface Range {
  from: number;
  to: number;
}

/** Value of an axis at a place from 0 (left) to 1 (right), kept inside the axis. */
export function valueAt(axis: Range, share: number): number {
  return axis.from + Math.min(1, Math.max(0, share)) * (axis.to - axis.from);
}

/** Place from 0 to 1 of a value on an axis; 0 on an axis without length. */
export function shareOf(axis: Range, value: number): number {
  const length = axis.to - axis.from;
  return length <= 0 ? 0 : Math.min(1, Math.max(0, (value - axis.from) / length));
}

/** A range between two ends given in any order, cut to the axis; null where it would be narrower than `least`. */
export function rangeBetween(axis: Range, a: number, b: number, least: number): Range | null {
  const from = Math.max(axis.from, Math.min(a, b));
  const to = Math.min(axis.to, Math.max(a, b));
  return to - from < least ? null : { from, to };
}

/** Moves one end by a step; it never crosses the other end nor leaves the axis. */
export function moveEnd(axis: Range, range: Range, end: 'from' | 'to', step: number, least: number): Range {
  if (end === 'from') {
    return { from: Math.max(axis.from, Math.min(range.from + step, range.to - least)), to: range.to };
  }
  return { from: range.from, to: Math.min(axis.to, Math.max(range.to + step, range.from + least)) };
}

/** Moves a whole range, keeping its length, inside the axis. */
export function shiftRange(axis: Range, range: Range, step: number): Range {
  const length = range.to - range.from;
  const from = Math.max(axis.from, Math.min(range.from + step, axis.to - length));
  return { from, to: from + length };
}

/** Zooms a range round its middle: a factor under 1 narrows; never under `least`, never past the axis. */
export function zoomRange(axis: Range, range: Range, factor: number, least: number): Range {
  const middle = (range.from + range.to) / 2;
  const half = (Math.max(least, Math.min(axis.to - axis.from, (range.to - range.from) * factor)) || least) / 2;
  return shiftRange(axis, { from: middle - half, to: middle + half }, 0);
}
