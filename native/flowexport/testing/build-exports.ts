/** Datagrams made by hand. */

/** Big-endian numbers by their length: `[[4, 7], [2, 9]]` is seven in four bytes and nine in two. */
export function numbers(...fields: readonly (readonly [number, number])[]): Buffer {
  return Buffer.concat(
    fields.map(([length, value]) => {
      const bytes = Buffer.alloc(length);
      if (length > 6) bytes.writeBigUInt64BE(BigInt(value), length - 8);
      else if (length > 0) bytes.writeUIntBE(value, 0, length);
      return bytes;
    }),
  );
}

/** @param sets id and content of each */
export function ipfix(sequence: number, sets: readonly (readonly [number, Buffer])[], seconds = 1_700_000_000): Buffer {
  const body = Buffer.concat(sets.map(([id, content]) => set(id, content)));
  return Buffer.concat([numbers([2, 10], [2, body.length + 16], [4, seconds], [4, sequence], [4, 77]), body]);
}

/** As {@link ipfix}; the exporter has been up for an hour. */
export function netflow9(sequence: number, sets: readonly (readonly [number, Buffer])[]): Buffer {
  const body = Buffer.concat(sets.map(([id, content]) => set(id, content)));
  const head = numbers([2, 9], [2, sets.length], [4, 3_600_000], [4, 1_700_000_000], [4, sequence], [4, 77]);
  return Buffer.concat([head, body]);
}

function set(id: number, content: Buffer): Buffer {
  return Buffer.concat([numbers([2, id], [2, content.length + 4]), content]);
}

/** @param fields element and length; a third number is an enterprise's */
export function template(id: number, fields: readonly (readonly [number, number, number?])[]): Buffer {
  return Buffer.concat([
    numbers([2, id], [2, fields.length]),
    ...fields.map(([element, length, enterprise]) =>
      enterprise === undefined
        ? numbers([2, element], [2, length])
        : numbers([2, element | 0x8000], [2, length], [4, enterprise]),
    ),
  ]);
}

/** A NetFlow v5 record of a TCP connection from 10.0.0.1:40000 to 10.0.0.2:80, seen for two seconds until a second ago. */
export function netflow5(sequence: number, count: number, sampling = 0): Buffer {
  const record = Buffer.concat([
    numbers([4, 0x0a000001], [4, 0x0a000002], [4, 0], [2, 1], [2, 2], [4, 12], [4, 3456], [4, 3_597_000]),
    numbers(
      [4, 3_599_000],
      [2, 40_000],
      [2, 80],
      [1, 0],
      [1, 27],
      [1, 6],
      [1, 0],
      [2, 0],
      [2, 0],
      [1, 24],
      [1, 24],
      [2, 0],
    ),
  ]);
  const head = numbers([2, 5], [2, count], [4, 3_600_000], [4, 1_700_000_000], [4, 500_000_000]);
  const tail = numbers([4, sequence], [1, 0], [1, 3], [2, sampling]);
  return Buffer.concat([head, tail, ...Array.from({ length: count }, () => record)]);
}

/** @param samples format and content of each */
export function sflow(sequence: number, samples: readonly (readonly [number, Buffer])[]): Buffer {
  return Buffer.concat([
    numbers([4, 5], [4, 1], [4, 0xc0000201], [4, 0], [4, sequence], [4, 60_000], [4, samples.length]),
    ...samples.map(([format, content]) => Buffer.concat([numbers([4, format], [4, content.length]), content])),
  ]);
}

/** @param records format and content of each */
export function flowSample(rate: number, records: readonly (readonly [number, Buffer])[], isExpanded = false): Buffer {
  const place: readonly (readonly [number, number])[] = isExpanded
    ? [
        [4, 0],
        [4, 4],
      ]
    : [[4, 4]];
  const ports: readonly (readonly [number, number])[] = isExpanded
    ? [
        [4, 0],
        [4, 1],
        [4, 0],
        [4, 2],
      ]
    : [
        [4, 1],
        [4, 2],
      ];
  return Buffer.concat([
    numbers([4, 1], ...place, [4, rate], [4, 1000], [4, 0], ...ports, [4, records.length]),
    ...records.map(([format, content]) => Buffer.concat([numbers([4, format], [4, content.length]), content])),
  ]);
}

/** A raw header record. @param protocol 1 for Ethernet, 11 for IPv4 */
export function rawHeader(frame: Buffer, wireLength = frame.length + 4, protocol = 1): Buffer {
  const padding = Buffer.alloc((4 - (frame.length & 3)) & 3);
  return Buffer.concat([numbers([4, protocol], [4, wireLength], [4, 4], [4, frame.length]), frame, padding]);
}
