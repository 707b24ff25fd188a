import type { StoredPacket } from './stored-packet.ts';

const OPTION = { end: 0, comment: 1, interfaceName: 2, application: 4, resolution: 9 } as const;
const LONGEST_TEXT = 4096;

/**
 * Writes packets as pcapng: an interface for each link type and name met, nanosecond times, comments kept.
 */
export class PcapngWriter {
  readonly #write: (block: Buffer) => void;
  readonly #interfaces = new Map<string, number>();

  /**
   * @param write gets each block
   * @param comment about the whole file, left out when empty
   */
  constructor(write: (block: Buffer) => void, comment = '') {
    this.#write = write;
    const head = Buffer.alloc(16);
    head.writeUInt32LE(0x1a2b3c4d, 0);
    head.writeUInt16LE(1, 4);
    // The section's length is not known beforehand.
    head.fill(0xff, 8);
    const options = [writeOption(OPTION.application, Buffer.from('Mien'))];
    if (comment !== '') options.push(writeOption(OPTION.comment, cutText(comment)));
    this.#block(0x0a0d0d0a, [head, ...options, END_OF_OPTIONS]);
  }

  /** Appends a packet. */
  add(packet: StoredPacket): void {
    const head = Buffer.alloc(20);
    const ticks = BigInt(packet.seconds) * 1_000_000_000n + BigInt(Math.trunc(packet.nanoseconds));
    head.writeUInt32LE(this.#interfaceOf(packet), 0);
    head.writeUInt32LE(Number((ticks >> 32n) & 0xffffffffn), 4);
    head.writeUInt32LE(Number(ticks & 0xffffffffn), 8);
    head.writeUInt32LE(packet.bytes.length, 12);
    head.writeUInt32LE(Math.min(packet.originalLength, 0xffffffff), 16);
    const parts = [head, packet.bytes, padding(packet.bytes.length)];
    if (packet.comment !== '') parts.push(writeOption(OPTION.comment, cutText(packet.comment)), END_OF_OPTIONS);
    this.#block(6, parts);
  }

  #interfaceOf(packet: StoredPacket): number {
    const key = `${packet.linkType} ${packet.interfaceName}`;
    const known = this.#interfaces.get(key);
    if (known !== undefined) return known;
    const number = this.#interfaces.size;
    this.#interfaces.set(key, number);
    const head = Buffer.alloc(8);
    head.writeUInt16LE(packet.linkType, 0);
    const options = [writeOption(OPTION.resolution, Buffer.from([9]))];
    if (packet.interfaceName !== '') options.push(writeOption(OPTION.interfaceName, cutText(packet.interfaceName)));
    this.#block(1, [head, ...options, END_OF_OPTIONS]);
    return number;
  }

  #block(type: number, parts: Buffer[]): void {
    const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(type, 0);
    head.writeUInt32LE(length, 4);
    this.#write(Buffer.concat([head, ...parts, head.subarray(4)], length));
  }
}

const END_OF_OPTIONS = Buffer.alloc(4);

function padding(length: number): Buffer {
  return Buffer.alloc((4 - (length & 3)) & 3);
}

/** Cut at a whole character. */
function cutText(text: string): Buffer {
  return Buffer.from(
    Buffer.from(text)
      .subarray(0, LONGEST_TEXT)
      .toString('utf8')
      .replace(/\uFFFD+$/u, ''),
  );
}

function writeOption(code: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(code, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value, padding(value.length)]);
}
