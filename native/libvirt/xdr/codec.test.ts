import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as codecs from './codec.ts';
import type { Codec } from './codec.ts';
import { XdrError } from './xdr-error.ts';
import { XdrReader } from './xdr-reader.ts';
import { XdrWriter } from './xdr-writer.ts';

function bytesOf<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new XdrWriter(4);
  codec.write(writer, value);
  return Buffer.from(writer.finish());
}

/** Integers as they are read: a bigint only where a number is not exact. */
function read64(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const text = fc.string({ unit: 'grapheme' }).filter((each) => !each.includes('\0'));
const cases: [string, Codec<unknown>, fc.Arbitrary<unknown>][] = [
  ['int', codecs.int, fc.integer()],
  ['unsigned', codecs.unsigned, fc.nat(0xffff_ffff)],
  ['hyper', codecs.hyper, fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(read64)],
  ['small hyper', codecs.hyper, fc.maxSafeInteger()],
  ['unsigned hyper', codecs.unsignedHyper, fc.bigInt(0n, 2n ** 64n - 1n).map(read64)],
  ['double', codecs.double, fc.double()],
  ['boolean', codecs.boolean, fc.boolean()],
  ['string', codecs.string, text],
  ['characters', codecs.characters(10_000), text],
  ['opaque', codecs.opaque(100), fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes))],
  ['uuid', codecs.uuid, fc.uuid()],
  ['optional', codecs.optional(codecs.string), fc.option(text)],
  [
    'array',
    codecs.array(codecs.array(codecs.int, 9), 9),
    fc.array(fc.array(fc.integer(), { maxLength: 9 }), { maxLength: 9 }),
  ],
  [
    'struct',
    codecs.struct({ a: codecs.string, b: codecs.struct({ c: codecs.hyper }) }),
    fc.record({ a: text, b: fc.record({ c: fc.maxSafeInteger() }) }, { noNullPrototype: true }),
  ],
];

describe.each(cases)('%s', (_name, codec, values) => {
  test('comes back as it was, in whole words', () =>
    fc.assert(
      fc.property(values, (value) => {
        const bytes = bytesOf(codec, value);
        expect(bytes.length % 4).toBe(0);
        expect(bytes.length).toBeGreaterThanOrEqual(codec.least);
        const reader = new XdrReader(bytes);
        expect(codec.read(reader)).toEqual(value);
        expect(reader.left).toBe(0);
      }),
    ));

  test('is refused where it is cut short', () =>
    fc.assert(
      fc.property(values, fc.nat(), (value, at) => {
        const bytes = bytesOf(codec, value);
        const cut = bytes.subarray(0, at % Math.max(1, bytes.length));
        if (bytes.length > 0) expect(() => codec.read(new XdrReader(cut))).toThrow(XdrError);
      }),
    ));
});

test.each<[string, Codec<unknown>, unknown]>([
  ['2 to the 31', codecs.int, 2 ** 31],
  ['a fraction', codecs.int, 1.5],
  ['a negative', codecs.unsigned, -1],
  ['2 to the 63', codecs.hyper, 2n ** 63n],
  ['an inexact number', codecs.hyper, 2 ** 53],
  ['a negative hyper', codecs.unsignedHyper, -1],
  ['a NUL', codecs.string, 'a\0b'],
  ['too many bytes', codecs.opaque(3), Buffer.alloc(4)],
  ['too many elements', codecs.array(codecs.int, 1), [1, 2]],
  ['no UUID', codecs.uuid, '6695eb01'],
  ['too long a fixed text', codecs.fixedCharacters(3), 'four'],
])('does not write %s', (_name, codec, value) => expect(() => bytesOf(codec, value)).toThrow(XdrError));

test('refuses lengths that cannot be before it makes room', () => {
  const giant = Buffer.from('ffffffff', 'hex');
  const some = Buffer.from('0000ffff00000000', 'hex');
  for (const codec of [codecs.string, codecs.opaque(8), codecs.characters(65_536), codecs.array(codecs.int, 70_000)]) {
    expect(() => codec.read(new XdrReader(giant))).toThrow(XdrError);
    expect(() => codec.read(new XdrReader(some))).toThrow(XdrError);
  }
});

test('characters take four bytes each; a fixed text ends at its NUL', () => {
  expect(bytesOf(codecs.characters(9), 'hi').toString('hex')).toBe('000000020000006800000069');
  const bytes = bytesOf(codecs.fixedCharacters(4), 'x86');
  expect(bytes).toHaveLength(16);
  expect(codecs.fixedCharacters(4).read(new XdrReader(bytes))).toBe('x86');
});
