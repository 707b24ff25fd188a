import { constants, gunzipSync } from 'node:zlib';

/** First unpacked bytes looked at. */
const maxHead = 1 << 20;

/** Unpacks as much of a gzip head as it holds, to see what is inside; empty when it is damaged. */
export function unpackHead(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxHead * 64 }).subarray(0, maxHead);
  } catch {
    return Buffer.alloc(0);
  }
}
