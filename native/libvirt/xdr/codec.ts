import { XdrError } from './xdr-error.ts';
import type { XdrReader } from './xdr-reader.ts';
import type { XdrWriter } from './xdr-writer.ts';

/** How one type goes onto the wire and comes back. */
export interface Codec<T> {
  /** Fewest bytes a value takes: bounds how many can be in what is left of a message. */
  readonly least: number;
  /** @throws XdrError */
  read(reader: XdrReader): T;
  /** @throws XdrError */
  write(writer: XdrWriter, value: T): void;
}

/** The type that a codec reads and writes. */
export type Value<C> = C extends Codec<infer T> ? T : never;

/** A number where that is exact, else a bigint: 64-bit integers come so; `Number()` takes both. */
export type Integer = number | bigint;

/** Longest text of the protocol, bytes. */
export const LONGEST_STRING = 4 * 2 ** 20;

export const int: Codec<number> = { least: 4, read: (r) => r.int(), write: (w, value) => w.int(value) };
export const unsigned: Codec<number> = { least: 4, read: (r) => r.unsigned(), write: (w, value) => w.unsigned(value) };
export const hyper: Codec<Integer> = { least: 8, read: (r) => r.hyper(), write: (w, value) => w.hyper(value) };
export const unsignedHyper: Codec<Integer> = {
  least: 8,
  read: (r) => r.unsignedHyper(),
  write: (w, value) => w.unsignedHyper(value),
};
export const double: Codec<number> = { least: 8, read: (r) => r.double(), write: (w, value) => w.double(value) };
export const boolean: Codec<boolean> = { least: 4, read: (r) => r.boolean(), write: (w, value) => w.boolean(value) };
export const string: Codec<string> = {
  least: 4,
  read: (r) => r.string(LONGEST_STRING),
  write: (w, value) => w.string(value, LONGEST_STRING),
};

/** Bytes behind their length. */
export function opaque(most: number): Codec<Buffer> {
  return { least: 4, read: (r) => r.opaque(most), write: (w, value) => w.opaque(value, most) };
}

/** A text of XDR type `char x<>`, which takes four bytes a character: an old trap of the protocol. */
export function characters(most: number): Codec<string> {
  return {
    least: 4,
    read(reader) {
      const bytes = Buffer.allocUnsafe(reader.count(most, 4));
      for (let index = 0; index < bytes.length; index++) bytes[index] = reader.int() & 0xff;
      return bytes.toString('utf8');
    },
    write(writer, value) {
      const bytes = Buffer.from(value, 'utf8');
      writer.count(bytes.length, most);
      for (const byte of bytes) writer.int(byte);
    },
  };
}

/** Elements behind their number. */
export function array<T>(element: Codec<T>, most: number): Codec<T[]> {
  return {
    least: 4,
    read(reader) {
      const count = reader.count(most, element.least);
      const values: T[] = [];
      for (let index = 0; index < count; index++) values.push(element.read(reader));
      return values;
    },
    write(writer, values) {
      writer.count(values.length, most);
      for (const value of values) element.write(writer, value);
    },
  };
}

/** A value that may be missing (an XDR pointer). */
export function optional<T>(codec: Codec<T>): Codec<T | null> {
  return {
    least: 4,
    read: (reader) => (reader.boolean() ? codec.read(reader) : null),
    write(writer, value) {
      writer.boolean(value !== null);
      if (value !== null) codec.write(writer, value);
    },
  };
}

/** Fields in their order on the wire. */
export function struct<F extends Record<string, Codec<unknown>>>(
  fields: F,
): Codec<{ [K in keyof F]: F[K] extends Codec<infer T> ? T : never }> {
  type Struct = { [K in keyof F]: F[K] extends Codec<infer T> ? T : never };
  const entries = Object.entries(fields);
  return {
    least: entries.reduce((sum, [, codec]) => sum + codec.least, 0),
    read(reader) {
      const value: Record<string, unknown> = {};
      for (const [name, codec] of entries) value[name] = codec.read(reader);
      return value as Struct;
    },
    write(writer, value) {
      for (const [name, codec] of entries) codec.write(writer, (value as Record<string, unknown>)[name]);
    },
  };
}

/** 16 bytes, as lower-case text with dashes; need not be RFC 4122. */
export const uuid: Codec<string> = {
  least: 16,
  read: (reader) =>
    reader
      .fixed(16)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  write(writer, value) {
    const digits = value.replaceAll('-', '');
    if (!/^[0-9a-f]{32}$/i.test(digits)) throw new XdrError(`${value.slice(0, 64)} is no UUID`);
    writer.fixed(Buffer.from(digits, 'hex'));
  },
};

/** Text of a fixed number of characters (`char x[n]`), four bytes each, ended by a NUL where it is shorter. */
export function fixedCharacters(length: number): Codec<string> {
  return {
    least: 4 * length,
    read(reader) {
      const bytes = Buffer.from(Array.from({ length }, () => reader.int() & 0xff));
      const end = bytes.indexOf(0);
      return bytes.toString('utf8', 0, end < 0 ? length : end);
    },
    write(writer, value) {
      const bytes = Buffer.from(value, 'utf8');
      if (bytes.length > length) throw new XdrError(`${bytes.length} bytes of text, at most ${length}`);
      for (let index = 0; index < length; index++) writer.int(bytes[index] ?? 0);
    },
  };
}
