/** Captures made by hand, in both formats and byte orders. */

/** A packet to write. */
export interface BuiltPacket {
  frame: Buffer;
  /** Microseconds since the epoch. */
  time: number;
  /** Length on the wire, when the frame is cut short. */
  originalLength?: number;
}

/** @returns packets a millisecond apart */
export function spaced(frames: readonly Buffer[], start = 1e15, gap = 1000): BuiltPacket[] {
  return frames.map((frame, index) => ({ frame, time: start + index * gap }));
}

/** How a pcap is written. */
export interface PcapOptions {
  bigEndian?: boolean;
  nanoseconds?: boolean;
  linkType?: number;
  /** The variant with eight more bytes in each record's header. */
  isModified?: boolean;
}

function writer(bigEndian: boolean): (value: number) => Buffer {
  return (value) => {
    const bytes = Buffer.alloc(4);
    if (bigEndian) bytes.writeUInt32BE(value >>> 0);
    else bytes.writeUInt32LE(value >>> 0);
    return bytes;
  };
}

/** @returns a pcap file */
export function buildPcap(packets: readonly BuiltPacket[], options: PcapOptions = {}): Buffer {
  const { bigEndian = false, nanoseconds = false, linkType = 1, isModified = false } = options;
  const word = writer(bigEndian);
  const magic = isModified ? 0xa1b2cd34 : nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  const version = bigEndian ? Buffer.from([0, 2, 0, 4]) : Buffer.from([2, 0, 4, 0]);
  const parts = [word(magic), version, word(0), word(0), word(0x40000), word(linkType)];
  for (const { frame, time, originalLength } of packets) {
    const seconds = Math.floor(time / 1e6);
    const micros = time - seconds * 1e6;
    parts.push(word(seconds), word(nanoseconds ? Math.round(micros * 1e3) : Math.floor(micros)));
    parts.push(word(frame.length), word(originalLength ?? frame.length));
    if (isModified) parts.push(Buffer.alloc(8));
    parts.push(frame);
  }
  return Buffer.concat(parts);
}

/** Writes pcapng blocks one by one. */
export class PcapngBlocks {
  readonly parts: Buffer[] = [];
  readonly #bigEndian: boolean;
  readonly #word: (value: number) => Buffer;

  constructor(bigEndian = false) {
    this.#bigEndian = bigEndian;
    this.#word = writer(bigEndian);
  }

  block(type: number, ...body: Buffer[]): this {
    const content = Buffer.concat(body);
    const padded = Buffer.concat([content, Buffer.alloc((4 - (content.length & 3)) & 3)]);
    const length = this.#word(padded.length + 12);
    this.parts.push(this.#word(type), length, padded, length);
    return this;
  }

  section(): this {
    const version = this.#bigEndian ? Buffer.from([0, 1, 0, 0]) : Buffer.from([1, 0, 0, 0]);
    return this.block(0x0a0d0d0a, this.#word(0x1a2b3c4d), version, Buffer.alloc(8, 0xff));
  }

  /** @param resolution the byte of `if_tsresol`, left out for microseconds */
  interface(linkType = 1, resolution = 6): this {
    const head = this.#short(linkType);
    const options = resolution === 6 ? [] : [this.option(9, Buffer.from([resolution])), Buffer.alloc(4)];
    return this.block(1, head, this.#short(0), this.#word(0), ...options);
  }

  /** @param ticks timestamp in the interface's unit */
  packet(frame: Buffer, ticks: bigint, interfaceId = 0, comment = ''): this {
    const options = comment === '' ? [] : [this.option(1, Buffer.from(comment)), Buffer.alloc(4)];
    return this.block(
      6,
      this.#word(interfaceId),
      this.#word(Number(ticks >> 32n)),
      this.#word(Number(ticks & 0xffffffffn)),
      this.#word(frame.length),
      this.#word(frame.length),
      pad(frame),
      ...options,
    );
  }

  simplePacket(frame: Buffer): this {
    return this.block(3, this.#word(frame.length), frame);
  }

  option(code: number, value: Buffer): Buffer {
    return Buffer.concat([this.#short(code), this.#short(value.length), pad(value)]);
  }

  build(): Buffer {
    return Buffer.concat(this.parts);
  }

  #short(value: number): Buffer {
    const bytes = Buffer.alloc(2);
    if (this.#bigEndian) bytes.writeUInt16BE(value);
    else bytes.writeUInt16LE(value);
    return bytes;
  }
}

function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length & 3)) & 3)]);
}
