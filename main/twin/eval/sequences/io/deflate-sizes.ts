import { deflateRawSync } from 'node:zlib';

/** What a written model takes as it is and deflated, as it is kept, bytes. */
export function deflateSizes(bytes: Uint8Array): { written: number; deflated: number } {
  return { written: bytes.length, deflated: deflateRawSync(bytes).length };
}
