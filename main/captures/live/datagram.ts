/** A datagram and who sent it. */
export interface Datagram {
  /** Address and port of the sender. */
  source: string;
  /** When it came, milliseconds since the epoch. */
  time: number;
  bytes: Uint8Array;
}

/** Time (8 bytes), length of the sender's name (1 byte), name, datagram. */
export function packDatagram(datagram: Datagram): Uint8Array {
  const source = new TextEncoder().encode(datagram.source).subarray(0, 255);
  const packed = new Uint8Array(9 + source.length + datagram.bytes.length);
  new DataView(packed.buffer).setFloat64(0, datagram.time, true);
  packed[8] = source.length;
  packed.set(source, 9);
  packed.set(datagram.bytes, 9 + source.length);
  return packed;
}

/** @returns null when the bytes are none */
export function unpackDatagram(packed: Uint8Array): Datagram | null {
  const nameBytes = packed[8];
  if (nameBytes === undefined || packed.length < 9 + nameBytes) return null;
  return {
    time: new DataView(packed.buffer, packed.byteOffset).getFloat64(0, true),
    source: new TextDecoder().decode(packed.subarray(9, 9 + nameBytes)),
    bytes: packed.subarray(9 + nameBytes),
  };
}
