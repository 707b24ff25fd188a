const END_OF_OPTIONS = Buffer.alloc(4);

/** Longest text an option is given. */
const LONGEST_TEXT = 4096;

/** Options of pcapng blocks that are written. */
export const OPTION = { comment: 1, interfaceName: 2, application: 4, resolution: 9 } as const;

/** @returns a whole block of pcapng, little endian; `options` are closed, empty ones left out */
export function buildBlock(type: number, parts: readonly Buffer[], options: readonly Buffer[] = []): Buffer {
  const body = options.length > 0 ? [...parts, ...options, END_OF_OPTIONS] : parts;
  const length = 12 + body.reduce((sum, part) => sum + part.length, 0);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(length, 4);
  return Buffer.concat([head, ...body, head.subarray(4)], length);
}

/** @param value a text is cut at a whole character */
export function buildOption(code: number, value: Buffer | string): Buffer {
  const bytes = typeof value === 'string' ? cutText(value) : value;
  const head = Buffer.alloc(4);
  head.writeUInt16LE(code, 0);
  head.writeUInt16LE(bytes.length, 2);
  return Buffer.concat([head, bytes, buildPadding(bytes.length)]);
}

/** @returns the zeros that fill a part up to whole words */
export function buildPadding(length: number): Buffer {
  return Buffer.alloc((4 - (length & 3)) & 3);
}

/** The block a file begins with. @param comment about the whole file, left out when empty */
export function buildSection(comment: string): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(0x1a2b3c4d, 0);
  head.writeUInt16LE(1, 4);
  // The section's length is not known beforehand.
  head.fill(0xff, 8);
  const options = [buildOption(OPTION.application, 'Mien')];
  if (comment !== '') options.push(buildOption(OPTION.comment, comment));
  return buildBlock(0x0a0d0d0a, [head], options);
}

/** An interface with nanosecond times. @param snapLength 0 when unlimited */
export function buildInterface(linkType: number, name: string, snapLength = 0): Buffer {
  const head = Buffer.alloc(8);
  // Classic pcap has room for greater numbers; none means anything.
  head.writeUInt16LE(Math.min(linkType, 0xffff), 0);
  head.writeUInt32LE(snapLength, 4);
  const options = [buildOption(OPTION.resolution, Buffer.from([9]))];
  if (name !== '') options.push(buildOption(OPTION.interfaceName, name));
  return buildBlock(1, [head], options);
}

function cutText(text: string): Buffer {
  return Buffer.from(
    Buffer.from(text)
      .subarray(0, LONGEST_TEXT)
      .toString('utf8')
      .replace(/\uFFFD+$/u, ''),
  );
}
