/** A BER element found by `readElement`: its tag, and where its content stands. */
export interface BerElement {
  tag: number;
  start: number;
  end: number;
}

/** Length of header and content of the element at `at`; 0 when more bytes are needed, -1 when malformed or over 16 MiB. */
export function berLength(bytes: Uint8Array, at: number, available: number): number {
  if (available < 2) return 0;
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return first + 2;
  const count = first & 0x7f;
  if (count === 0 || count > 4) return -1;
  if (available < 2 + count) return 0;
  let length = 0;
  for (let index = 0; index < count; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0);
  return length > 0x1000000 ? -1 : length + 2 + count;
}

/**
 * The element at `at` with a one-byte tag. Content cut by `limit` ends there.
 * @returns null when none starts there
 */
export function readElement(bytes: Uint8Array, at: number, limit: number): BerElement | null {
  const total = berLength(bytes, at, limit - at);
  if (total <= 0) return null;
  const first = bytes[at + 1] ?? 0;
  const header = first < 0x80 ? 2 : 2 + (first & 0x7f);
  return { tag: bytes[at] ?? 0, start: at + header, end: Math.min(limit, at + total) };
}
