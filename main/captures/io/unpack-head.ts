import { constants, gunzipSync, inflateRawSync } from 'node:zlib';

/** First unpacked bytes looked at. */
const maxHead = 1 << 20;

/**
 * Unpacks as much of a packed head as it holds, to see what is inside; empty when it is damaged.
 * @param deflated without gzip's header
 */
export function unpackHead(head: Buffer, deflated: boolean): Buffer {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxHead * 64 };
  try {
    return (deflated ? inflateRawSync(head, options) : gunzipSync(head, options)).subarray(0, maxHead);
  } catch {
    return Buffer.alloc(0);
  }
}
