/** Whether bytes `start`..`end` are `word` (given in lower case), letters compared without case. */
export function isWord(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let index = 0; index < word.length; index++) {
    const byte = bytes[start + index] ?? 0;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower !== word.charCodeAt(index)) return false;
  }
  return true;
}

/** Whether `text` (ASCII) stands at `at`, case counted. */
export function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

/** Decimal number at `start`, leading blanks passed over. @returns -1 when there is none or it exceeds 2^53 */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === 0x20) at++;
  let value = 0;
  let digits = 0;
  for (; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    if (++digits > 15) return -1;
  }
  return digits === 0 ? -1 : value;
}

/** Length of an HTTP method at `start` (capital letters, `-`, `_`) followed by a blank; 0 when there is none. */
export function methodLength(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end, start + 24);
  for (let at = start; at < stop; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x20) return at - start >= 3 ? at - start : 0;
    if ((byte < 0x41 || byte > 0x5a) && byte !== 0x2d && byte !== 0x5f) return 0;
  }
  return 0;
}
