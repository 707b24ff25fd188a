import { Buffer } from 'node:buffer';

type Slice = (this: Uint8Array, start: number, end: number) => string;

// Buffer's own decoders work on any byte view; calling them directly spares a Buffer per string.
const slices = Buffer.prototype as unknown as { latin1Slice: Slice; utf8Slice: Slice };
const latin1Slice = slices.latin1Slice;
const utf8Slice = slices.utf8Slice;

/** Longest host, user or other name kept, bytes. */
export const NAME_LIMIT = 255;
/** Longest path kept, bytes. */
export const PATH_LIMIT = 2048;
/** Longest of any other string kept, bytes. */
export const TEXT_LIMIT = 512;

/** Bytes `start`..`end` as UTF-8 with replacement characters, at most `limit` bytes of them. */
export function decodeText(bytes: Uint8Array, start: number, end: number, limit: number): string {
  const stop = Math.min(end, start + limit, bytes.length);
  return stop > start ? utf8Slice.call(bytes, start, stop) : '';
}

/** Bytes `start`..`end` one character a byte, at most `limit` of them. */
export function decodeLatin1(bytes: Uint8Array, start: number, end: number, limit: number): string {
  const stop = Math.min(end, start + limit, bytes.length);
  return stop > start ? latin1Slice.call(bytes, start, stop) : '';
}

/** Little-endian UTF-16 (as Windows sends it) of bytes `start`..`end`, at most `limit` characters, without trailing NULs. */
export function decodeUtf16(bytes: Uint8Array, start: number, end: number, limit: number): string {
  const stop = Math.min(end, start + limit * 2, bytes.length);
  let text = '';
  for (let at = start; at + 1 < stop; at += 2) {
    text += String.fromCharCode((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  }
  const nul = text.indexOf('\0');
  return (nul < 0 ? text : text.slice(0, nul)).toWellFormed();
}
