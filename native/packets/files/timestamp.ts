import type { CaptureInterface } from './frame.ts';

/** Where a timestamp is put: a frame, or whatever has these three. */
export interface TimeFields {
  seconds: number;
  nanoseconds: number;
  time: number;
}

/** The last second of the year 9999; anything later is damage and is held there. */
const LAST_SECOND = 253_402_300_799;

/**
 * Turns a pcapng timestamp into exact seconds and nanoseconds (finer units are cut off).
 * @param high upper 32 bits of the tick count
 * @param low lower 32 bits
 * @returns false when the time lies outside 1970..9999 and was held at the edge
 */
export function setTimestamp(target: TimeFields, source: CaptureInterface, high: number, low: number): boolean {
  let seconds: number;
  let nanoseconds: number;
  if (source.resolution === 6 && !source.binary && high < 0x200000) {
    const micros = high * 4294967296 + low;
    seconds = Math.floor(micros / 1e6);
    nanoseconds = (micros - seconds * 1e6) * 1e3;
  } else if (source.resolution === 9 && !source.binary) {
    // Long division by 10^9 in pieces that a double holds exactly.
    const upper = Math.floor(high / 1e9);
    const second = (high - upper * 1e9) * 65536 + (low >>> 16);
    const middle = Math.floor(second / 1e9);
    const third = (second - middle * 1e9) * 65536 + (low & 0xffff);
    const lower = Math.floor(third / 1e9);
    seconds = (upper * 65536 + middle) * 65536 + lower;
    nanoseconds = third - lower * 1e9;
  } else {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    const perSecond = source.binary ? 1n << BigInt(source.resolution) : 10n ** BigInt(source.resolution);
    seconds = Number(ticks / perSecond);
    nanoseconds = Number(((ticks % perSecond) * 1_000_000_000n) / perSecond);
  }
  seconds += source.offsetSeconds;
  const inside = seconds >= 0 && seconds <= LAST_SECOND;
  if (!inside) {
    seconds = seconds < 0 ? 0 : LAST_SECOND;
    nanoseconds = 0;
  }
  target.seconds = seconds;
  target.nanoseconds = nanoseconds;
  target.time = seconds * 1e6 + nanoseconds / 1e3;
  return inside;
}
