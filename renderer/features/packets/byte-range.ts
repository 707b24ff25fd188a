/** Bytes `start` up to but without `end` of a frame; empty where both are equal. */
export interface ByteRange {
  start: number;
  end: number;
}

/** The part of a field's claim that lies inside a frame of `size` bytes; null for derived fields and nonsense. */
export function clampRange(offset: number, length: number, size: number): ByteRange | null {
  if (length <= 0 || offset < 0 || offset >= size) return null;
  return { start: offset, end: Math.min(size, offset + length) };
}
