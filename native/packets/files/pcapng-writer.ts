import { buildBlock, buildInterface, buildOption, buildPadding, buildSection, OPTION } from './pcapng-build.ts';
import type { StoredPacket } from './stored-packet.ts';

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
    write(buildSection(comment));
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
    const parts = [head, packet.bytes, buildPadding(packet.bytes.length)];
    const options = packet.comment === '' ? [] : [buildOption(OPTION.comment, packet.comment)];
    this.#write(buildBlock(6, parts, options));
  }

  #interfaceOf(packet: StoredPacket): number {
    const key = `${packet.linkType} ${packet.interfaceName}`;
    const known = this.#interfaces.get(key);
    if (known !== undefined) return known;
    const number = this.#interfaces.size;
    this.#interfaces.set(key, number);
    this.#write(buildInterface(packet.linkType, packet.interfaceName));
    return number;
  }
}
