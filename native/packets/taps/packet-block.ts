import type { Frame } from '../files/frame.ts';

/** Bytes a frame takes as a packet block. */
export function blockBytes(frame: Frame): number {
  return 32 + ((frame.capturedLength + 3) & ~3);
}

/**
 * Writes a frame as an enhanced packet block of an interface with nanosecond times, the interface's number left 0.
 * @param at where; there must be room for {@link blockBytes}
 */
export function writePacketBlock(target: Buffer, at: number, frame: Frame): void {
  const { capturedLength } = frame;
  const total = blockBytes(frame);
  // seconds × 10⁹ + nanoseconds in two words, by pieces that a double holds exactly.
  const upper = Math.floor(frame.seconds / 65_536) * 1e9;
  const rest = (upper % 65_536) * 65_536 + (frame.seconds % 65_536) * 1e9 + Math.trunc(frame.nanoseconds);
  const high = Math.floor(upper / 65_536) + Math.floor(rest / 4_294_967_296);
  target.writeUInt32LE(6, at);
  target.writeUInt32LE(total, at + 4);
  target.writeUInt32LE(0, at + 8);
  target.writeUInt32LE(high, at + 12);
  target.writeUInt32LE(rest % 4_294_967_296, at + 16);
  target.writeUInt32LE(capturedLength, at + 20);
  target.writeUInt32LE(Math.min(frame.originalLength, 0xffffffff), at + 24);
  frame.bytes.copy(target, at + 28, frame.start, frame.start + capturedLength);
  target.fill(0, at + 28 + capturedLength, at + total - 4);
  target.writeUInt32LE(total, at + total - 4);
}
