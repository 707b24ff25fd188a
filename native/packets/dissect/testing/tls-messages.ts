import { ascii, concat } from './replay.ts';

/** What a hand-made ClientHello offers; numbers are 16 bits. */
export interface HelloParts {
  version?: number;
  sni?: string;
  alpn?: readonly string[];
  ciphers?: readonly number[];
  groups?: readonly number[];
  formats?: readonly number[];
  signatures?: readonly number[];
  versions?: readonly number[];
  /** Types of empty extensions. */
  empty?: readonly number[];
}

/** Big-endian 16-bit number. */
export function number16(value: number): Uint8Array {
  return Uint8Array.from([value >> 8, value & 255]);
}

function list16(values: readonly number[]): Uint8Array {
  return concat(...values.map((value) => number16(value)));
}

function sized16(bytes: Uint8Array): Uint8Array {
  return concat(number16(bytes.length), bytes);
}

function sized8(bytes: Uint8Array): Uint8Array {
  return concat(Uint8Array.from([bytes.length]), bytes);
}

function extension(type: number, data: Uint8Array): Uint8Array {
  return concat(number16(type), sized16(data));
}

/** A handshake message: type, 24-bit length, body. */
export function handshake(type: number, body: Uint8Array): Uint8Array {
  return concat(Uint8Array.from([type, body.length >> 16]), number16(body.length & 0xffff), body);
}

/** Records of one content type, at most `size` bytes in each. */
export function tlsRecords(type: number, content: Uint8Array, size = 16_384): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += size) {
    const piece = content.subarray(at, at + size);
    parts.push(concat(Uint8Array.from([type, 3, 1]), sized16(piece)));
  }
  return concat(...parts);
}

/** Body of a ClientHello. */
export function clientHelloBody(parts: HelloParts): Uint8Array {
  const extensions: Uint8Array[] = [];
  if (parts.sni !== undefined) {
    extensions.push(extension(0, sized16(concat(Uint8Array.from([0]), sized16(ascii(parts.sni))))));
  }
  for (const type of parts.empty ?? []) extensions.push(extension(type, new Uint8Array(0)));
  if (parts.groups !== undefined) extensions.push(extension(10, sized16(list16(parts.groups))));
  if (parts.formats !== undefined) extensions.push(extension(11, sized8(Uint8Array.from(parts.formats))));
  if (parts.signatures !== undefined) extensions.push(extension(13, sized16(list16(parts.signatures))));
  if (parts.alpn !== undefined) {
    extensions.push(extension(16, sized16(concat(...parts.alpn.map((name) => sized8(ascii(name)))))));
  }
  if (parts.versions !== undefined) extensions.push(extension(43, sized8(list16(parts.versions))));
  return concat(
    number16(parts.version ?? 0x0303),
    new Uint8Array(32).fill(7),
    sized8(new Uint8Array(32).fill(9)),
    sized16(list16(parts.ciphers ?? [0x1301])),
    Uint8Array.from([1, 0]),
    extensions.length === 0 ? new Uint8Array(0) : sized16(concat(...extensions)),
  );
}

/** A ServerHello message of a version, which 1.3 tells in an extension. */
export function serverHello(version: number): Uint8Array {
  const extensions = version >= 0x0304 ? sized16(extension(43, number16(version))) : new Uint8Array(0);
  return handshake(
    2,
    concat(
      number16(Math.min(version, 0x0303)),
      new Uint8Array(32),
      Uint8Array.from([0]),
      number16(0xc02f),
      Uint8Array.from([0]),
      extensions,
    ),
  );
}
