import { startsWith } from './http-line.ts';
import { readU16 } from './numbers.ts';

/** Length of a TPKT packet (RFC 1006): version 3, 16-bit length. */
export function tpktLength(bytes: Uint8Array, at: number, available: number): number {
  if (bytes[at] !== 3 || (available > 1 && bytes[at + 1] !== 0)) return -1;
  if (available < 4) return 0;
  const length = readU16(bytes, at + 2);
  return length < 7 ? -1 : length;
}

const CONNECTION_REQUEST = 0xe0;
/** From here on RDP and S7 are told apart. */
const DECISIVE_BYTES = 20;

/** Whether a TPKT packet holds a COTP connection request, confirm or data, and which protocol that points to. */
export function tpktKind(bytes: Uint8Array): 'rdp' | 's7' | null {
  const length = tpktLength(bytes, 0, bytes.length);
  if (length < 7 || bytes.length < Math.min(length, DECISIVE_BYTES)) return null;
  const type = bytes[5] ?? 0;
  if (type === 0xf0) return bytes[7] === 0x32 ? 's7' : null;
  if (type !== CONNECTION_REQUEST && type !== 0xd0) return null;
  // The fixed part of a connection request ends at 11; RDP goes on with a cookie or a negotiation request of 8 bytes.
  if (startsWith(bytes, 11, 'Cookie: ')) return 'rdp';
  if (bytes.length >= 19 && (bytes[11] === 1 || bytes[11] === 2) && bytes[13] === 8 && bytes[14] === 0) return 'rdp';
  return length === 11 ? 'rdp' : 's7';
}
