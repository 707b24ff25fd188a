/** What is written of a twin: words and numbers as JSON, and models as they write themselves. */
export interface PackedParts {
  head: unknown;
  parts: Uint8Array[];
}

/** Writes: length of the head, the head as JSON with the lengths of the parts, the parts. */
export function packParts({ head, parts }: PackedParts): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify({ head, lengths: parts.map(({ length }) => length) }));
  const bytes = new Uint8Array(4 + text.length + parts.reduce((sum, { length }) => sum + length, 0));
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let at = 4 + text.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Reads what {@link packParts} wrote. @throws {RangeError} for anything else */
export function unpackParts(bytes: Uint8Array): PackedParts {
  if (bytes.length < 4) throw new RangeError('A twin that is cut off.');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (4 + length > bytes.length) throw new RangeError('A twin that is cut off.');
  let read: { head?: unknown; lengths?: unknown };
  try {
    read = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as typeof read;
  } catch {
    throw new RangeError('A twin that cannot be read.');
  }
  if (typeof read !== 'object' || read === null || !Array.isArray(read.lengths))
    throw new RangeError('A twin that cannot be read.');
  let at = 4 + length;
  const parts = read.lengths.map((part: unknown) => {
    if (typeof part !== 'number' || !(part >= 0) || at + part > bytes.length)
      throw new RangeError('A twin that is cut off.');
    at += part;
    return bytes.subarray(at - part, at);
  });
  return { head: read.head, parts };
}
