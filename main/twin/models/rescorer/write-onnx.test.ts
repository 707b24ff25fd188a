import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesField, integerField } from './protobuf.ts';
import { fitRescorer, MOST_EVENTS, surpriseOf, toTokens } from './rescorer-network.ts';
import { writeOnnx } from './write-onnx.ts';

/** Reads a message's fields, as the format's own description says. */
function readFields(bytes: Uint8Array): { number: number; value: bigint | Uint8Array }[] {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const fields: { number: number; value: bigint | Uint8Array }[] = [];
  while (at < bytes.length) {
    const key = Number(varint());
    if (key % 8 === 0) fields.push({ number: key >> 3, value: varint() });
    else {
      const length = Number(varint());
      fields.push({ number: key >> 3, value: bytes.subarray(at, at + length) });
      at += length;
    }
  }
  return fields;
}

test('fields are read back as they were written, negative numbers as 64 bits', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.integer(),
      fc.uint8Array({ maxLength: 300 }),
      (number, value, bytes) => {
        expect(readFields(integerField(number, value))).toEqual([{ number, value: BigInt.asUintN(64, BigInt(value)) }]);
        expect(readFields(bytesField(number, bytes))).toEqual([{ number, value: bytes }]);
      },
    ),
  );
});

test('the file names its operators, and every tensor has the bytes its shape asks for', () => {
  const settings = { hidden: 4, epochs: 1, stretch: 10, batch: 1, rate: 0.01, seed: 1 };
  const file = readFields(writeOnnx(fitRescorer([[3, 4, 3, 9]], settings)));
  const graph = file.find(({ number }) => number === 7)?.value;
  if (!(graph instanceof Uint8Array)) throw new Error('no graph');
  const parts = readFields(graph);
  expect(parts.filter(({ number }) => number === 1)).toHaveLength(13);
  const tensors = parts.filter(({ number }) => number === 5).map(({ value }) => readFields(value as Uint8Array));
  expect(tensors).toHaveLength(14);
  for (const fields of tensors) {
    const cells = fields
      .filter(({ number }) => number === 1)
      .reduce((product, { value }) => product * Number(value), 1);
    const type = Number(fields.find(({ number }) => number === 2)?.value);
    const raw = fields.find(({ number }) => number === 9)?.value;
    expect(raw).toHaveProperty('length', cells * (type === 1 ? 4 : 8));
  }
});

test('what was never learned is the unknown token, wherever it lies', () => {
  const settings = { hidden: 4, epochs: 1, stretch: 10, batch: 1, rate: 0.01, seed: 1 };
  const network = fitRescorer([[3, 4, 3, 9, MOST_EVENTS]], settings);
  expect([...toTokens(network.vocabulary, [3, 4, 9, 5, MOST_EVENTS, -1])]).toEqual([1, 2, 3, 0, 0, 0]);
  expect(network.weights.alphabet).toBe(4);
  expect(surpriseOf(network, [9, 3]).every((bits) => Number.isFinite(bits) && bits > 0)).toBe(true);
});
