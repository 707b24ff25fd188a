import type { Frame } from '../files/frame.ts';

/** Bytes that tell frames apart well enough. */
const HASHED = 256;

/** @returns a number that two copies of a frame share, seldom two frames: FNV-1a twice, 53 bits */
export function hashFrame(frame: Frame): number {
  const { bytes, start } = frame;
  const end = start + Math.min(frame.capturedLength, HASHED);
  let low = 0x811c9dc5 ^ frame.originalLength;
  let high = 0x01000193;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ byte, 0x85ebca6b) + at - start;
  }
  return (low >>> 0) + (high & 0x1fffff) * 0x1_0000_0000;
}
