import { readU16Le, readU32Le } from './numbers.ts';
import { decodeLatin1, decodeUtf16, NAME_LIMIT } from './text.ts';

const SIGNATURE = [0x4e, 0x54, 0x4c, 0x4d, 0x53, 0x53, 0x50, 0] as const;
const AUTHENTICATE = 3;
/** Bytes of a security blob searched for the signature: it stands within its SPNEGO wrapping. */
const SEARCH_LIMIT = 512;

/** Where the NTLMSSP message of a security blob starts, -1 when there is none. */
function findMessage(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end - 12, start + SEARCH_LIMIT);
  for (let at = start; at <= stop; at++) {
    if (bytes[at] === 0x4e && SIGNATURE.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

/** `DOMAIN\user` of the NTLMSSP AUTHENTICATE message inside a security blob, '' when it holds none. */
export function readNtlmUser(bytes: Uint8Array, start: number, end: number): string {
  const at = findMessage(bytes, start, end);
  if (at < 0 || readU32Le(bytes, at + 8) !== AUTHENTICATE || at + 64 > end) return '';
  const isUnicode = ((bytes[at + 60] ?? 0) & 1) !== 0;
  const field = (offset: number): string => {
    const from = at + readU32Le(bytes, at + offset + 4);
    const to = Math.min(end, from + readU16Le(bytes, at + offset));
    if (from < at || from > end) return '';
    return isUnicode ? decodeUtf16(bytes, from, to, NAME_LIMIT) : decodeLatin1(bytes, from, to, NAME_LIMIT);
  };
  const domain = field(28);
  const user = field(36);
  return domain === '' ? user : `${domain}\\${user}`;
}
