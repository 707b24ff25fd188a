import type { CaptureInterface } from './frame.ts';

/** Block types of pcapng that the reader looks into; all others are stepped over. */
export const BLOCK = {
  section: 0x0a0d0d0a,
  interface: 1,
  /** The obsolete packet block. */
  packet: 2,
  simplePacket: 3,
  statistics: 5,
  enhancedPacket: 6,
  /** Records of other programs; packet numbers count them, as Wireshark does. */
  journal: 9,
  custom: 0x0bad,
  customNoCopy: 0x40000bad,
} as const;

const LONGEST_TEXT = 4096;

/** Reads 16- and 32-bit words of a section in its byte order. */
export class WordReader {
  bigEndian = false;

  u16(bytes: Buffer, at: number): number {
    return this.bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
  }

  u32(bytes: Buffer, at: number): number {
    return this.bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  }

  u64(bytes: Buffer, at: number): bigint {
    return this.bigEndian ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at);
  }

  i64(bytes: Buffer, at: number): bigint {
    return this.bigEndian ? bytes.readBigInt64BE(at) : bytes.readBigInt64LE(at);
  }
}

/**
 * Walks the options of a block.
 * @param take gets code, value offset and value length; returning false stops
 */
export function eachOption(
  words: WordReader,
  bytes: Buffer,
  from: number,
  to: number,
  take: (code: number, at: number, length: number) => boolean,
): void {
  let at = from;
  while (at + 4 <= to) {
    const code = words.u16(bytes, at);
    const length = words.u16(bytes, at + 2);
    if (code === 0 || at + 4 + length > to) return;
    if (!take(code, at + 4, length)) return;
    at += 4 + ((length + 3) & ~3);
  }
}

/** @returns the first comment among a block's options, '' when there is none */
export function readComment(words: WordReader, bytes: Buffer, from: number, to: number): string {
  let comment = '';
  eachOption(words, bytes, from, to, (code, at, length) => {
    if (code !== 1) return true;
    comment = bytes.toString('utf8', at, at + Math.min(length, LONGEST_TEXT));
    return false;
  });
  return comment;
}

/** @param at offset of the block's body @param to end of its options */
export function readInterface(words: WordReader, bytes: Buffer, at: number, to: number): CaptureInterface {
  const read: CaptureInterface = {
    linkType: words.u16(bytes, at),
    snapLength: words.u32(bytes, at + 4),
    resolution: 6,
    binary: false,
    offsetSeconds: 0,
    name: '',
  };
  eachOption(words, bytes, at + 8, to, (code, value, length) => {
    if (code === 2) {
      read.name = bytes.toString('utf8', value, value + Math.min(length, 256));
    } else if (code === 9 && length >= 1) {
      const resolution = bytes.readUInt8(value);
      read.binary = (resolution & 0x80) !== 0;
      read.resolution = resolution & 0x7f;
    } else if (code === 14 && length >= 8) {
      // Beyond a million years it is damage; held there, setTimestamp puts the packet at the edge.
      read.offsetSeconds = Number(words.i64(bytes, value));
    }
    return true;
  });
  return read;
}

/** @returns packets the capturing side says it lost on the interface, 0 when it does not say */
export function readDropCount(words: WordReader, bytes: Buffer, at: number, to: number): number {
  let drops = 0;
  eachOption(words, bytes, at + 12, to, (code, value, length) => {
    if (code === 5 && length >= 8) drops = Number(words.u64(bytes, value));
    return true;
  });
  return drops;
}
