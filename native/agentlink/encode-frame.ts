import { crc32 } from 'node:zlib';
import { frameLayout } from './frame-layout.ts';

/**
 * Puts a body into a frame.
 * @param version another than ours only to try what a reader makes of it
 * @throws {RangeError} for a body over 64 KiB
 */
export function encodeFrame(
  kind: number,
  sequence: number,
  body: Uint8Array,
  version: number = frameLayout.version,
): Uint8Array {
  const { magic, versionAt, kindAt, lengthAt, sequenceAt, checksumAt, headerBytes, mostBodyBytes } = frameLayout;
  if (body.length > mostBodyBytes) throw new RangeError(`A body of ${body.length} bytes does not fit a frame.`);
  const frame = new Uint8Array(headerBytes + body.length);
  const view = new DataView(frame.buffer);
  frame.set(magic);
  frame[versionAt] = version;
  frame[kindAt] = kind;
  view.setUint32(lengthAt, body.length, true);
  view.setUint32(sequenceAt, sequence >>> 0, true);
  view.setUint32(checksumAt, crc32(body, crc32(frame.subarray(0, checksumAt))), true);
  frame.set(body, headerBytes);
  return frame;
}
