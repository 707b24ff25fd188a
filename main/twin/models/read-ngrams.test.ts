import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NgramModel } from './ngram-model.ts';
import { readNgrams } from './read-ngrams.ts';

const written = fc
  .tuple(
    fc.array(fc.array(fc.nat(400), { maxLength: 40 }), { maxLength: 6 }),
    fc.integer({ min: 1, max: 8 }),
    fc.nat(300),
  )
  .map(([runs, order, epoch]) => {
    const model = new NgramModel({ order, alphabet: 300, epoch });
    for (const run of runs) model.learn(run);
    return model;
  });

describe('readNgrams', () => {
  it('reads what was written: the same bytes again, the same surprise', () => {
    fc.assert(
      fc.property(written, fc.array(fc.nat(400), { minLength: 1, maxLength: 20 }), (model, run) => {
        const again = NgramModel.fromBytes(model.toBytes());
        expect(again.toBytes()).toEqual(model.toBytes());
        expect([again.order, again.alphabet, again.epoch, again.learned, again.nodes]).toEqual([
          model.order,
          model.alphabet,
          model.epoch,
          model.learned,
          model.nodes,
        ]);
        const [before, after] = [new Float32Array(run.length), new Float32Array(run.length)];
        model.score(run, before);
        again.score(run, after);
        for (const [index, bits] of before.entries()) expect(after[index]).toBeCloseTo(bits, 4);
      }),
    );
  });

  it('answers with a model that is whole or refuses, whatever the bytes', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(written, damage, fc.nat(), (model, changes, cut) => {
        const bytes = model.toBytes();
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const told = cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
        try {
          const read = NgramModel.fromBytes(told);
          let sum = 0;
          for (let token = 0; token < read.alphabet; token += 1) sum += read.probability([1, 2], token);
          expect(sum).toBeCloseTo(1, 6);
          read.learn([1, 2, 3]);
          read.decay();
          expect(NgramModel.fromBytes(read.toBytes()).toBytes()).toEqual(read.toBytes());
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('holds no more than it was allowed to', () => {
    const model = new NgramModel();
    model.learn(Array.from({ length: 500 }, (_, index) => index));
    expect(() => readNgrams(model.toBytes(), 100)).toThrow(RangeError);
    expect(() => readNgrams(new Uint8Array(), 100)).toThrow(RangeError);
  });
});
