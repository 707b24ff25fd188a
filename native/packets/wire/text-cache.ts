/** Texts held, a power of two; one that falls into the same place takes it. */
const SLOTS = 4096;
/** A longer text is seldom told twice. */
const LONGEST = 48;

const texts: (string | null)[] = Array.from({ length: SLOTS }, () => null);

/**
 * Reads short ASCII text: services, states, record words and host names come again and again, and one that is known
 * costs neither a call into the runtime nor a new string.
 * @returns null when the bytes are long or not ASCII
 */
export function readKnownText(bytes: Buffer, from: number, length: number): string | null {
  if (length > LONGEST) return null;
  let hash = length;
  const to = from + length;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte > 127) return null;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  const slot = (Math.imul(hash, 0x9e3779b1) >>> 20) & (SLOTS - 1);
  const known = texts[slot];
  if (known !== null && known !== undefined && isSame(known, bytes, from, length)) return known;
  const text = bytes.toString('latin1', from, to);
  texts[slot] = text;
  return text;
}

function isSame(text: string, bytes: Buffer, from: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let index = 0; index < length; index++) {
    if (text.charCodeAt(index) !== bytes[from + index]) return false;
  }
  return true;
}
