import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Codec } from '../xdr/codec.ts';
import { XdrError } from '../xdr/xdr-error.ts';
import { XdrReader } from '../xdr/xdr-reader.ts';
import { XdrWriter } from '../xdr/xdr-writer.ts';
import { DOMAIN_EVENTS } from './domain-events.ts';
import { PROCEDURES } from './procedures.ts';
import { type TypedParameter, typedParameter } from './typed-parameter.ts';

function writeOf<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new XdrWriter();
  codec.write(writer, value);
  return Buffer.from(writer.finish());
}

const field = fc.string({ maxLength: 80 }).filter((text) => !text.includes('\0'));
const parameter = fc.oneof(
  ...(
    [
      ['int', fc.integer()],
      ['uint', fc.nat(0xffff_ffff)],
      ['llong', fc.maxSafeInteger()],
      ['ullong', fc.maxSafeNat()],
      ['ullong', fc.bigInt(2n ** 53n, 2n ** 64n - 1n)],
      ['double', fc.double()],
      ['boolean', fc.boolean()],
      ['string', field],
    ] as const
  ).map(([type, value]) =>
    fc.record({ field, type: fc.constant(type), value: value as fc.Arbitrary<unknown> }, { noNullPrototype: true }),
  ),
) as fc.Arbitrary<TypedParameter>;

test('no number stands for two calls, nor for two events', () => {
  const { QEMU_DOMAIN_AGENT_COMMAND, ...remote } = PROCEDURES;
  expect([QEMU_DOMAIN_AGENT_COMMAND.program, QEMU_DOMAIN_AGENT_COMMAND.number]).toEqual([0x2000_8087, 3]);
  expect(new Set(Object.values(remote).map(({ program }) => program))).toEqual(new Set([0x2000_8086]));
  const numbers = Object.values(remote).map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
  const kinds = Object.values(DOMAIN_EVENTS);
  expect(new Set(kinds.map(({ id }) => id)).size).toBe(kinds.length);
  expect(new Set([...numbers, ...kinds.map(({ message }) => message)]).size).toBe(numbers.length + kinds.length);
});

test('statistics of many domains come back as they were', () => {
  const { result } = PROCEDURES.CONNECT_GET_ALL_DOMAIN_STATS;
  const dom = fc.record({ name: field, uuid: fc.uuid(), id: fc.integer() }, { noNullPrototype: true });
  const record = fc.record({ dom, params: fc.array(parameter, { maxLength: 12 }) }, { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 8 }), (records) => {
      expect(result.read(new XdrReader(writeOf(result, { records })))).toEqual({ records });
    }),
  );
});

test.each([0, 8, -1, 0x7fff_ffff])('a parameter of type %d is refused: nobody knows how long it is', (type) => {
  const bytes = writeOf(typedParameter, { field: 'x', type: 'ullong', value: 1 });
  bytes.writeInt32BE(type, 8);
  expect(() => typedParameter.read(new XdrReader(bytes))).toThrow(XdrError);
});

test('lists longer than the protocol allows are refused both ways', () => {
  const { args, result } = PROCEDURES.CONNECT_GET_ALL_DOMAIN_STATS;
  const dom = { name: '', uuid: '00000000-0000-0000-0000-000000000000', id: -1 };
  const doms = Array.from({ length: 16_385 }, () => dom);
  expect(() => writeOf(args, { doms, stats: 0, flags: 0 })).toThrow(XdrError);
  expect(writeOf(args, { doms: doms.slice(1), stats: 0, flags: 0 })).toHaveLength(4 + 16_384 * 24 + 8);
  const many = Buffer.alloc(16_385 * 28 + 4);
  many.writeUInt32BE(16_385);
  expect(() => result.read(new XdrReader(many))).toThrow(XdrError);
});
