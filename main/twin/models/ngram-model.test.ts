import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NgramModel } from './ngram-model.ts';
import { seededRandom } from './seeded-random.ts';

const alphabet = 8;
const runs = fc.array(fc.array(fc.nat(alphabet - 1), { maxLength: 30 }), { maxLength: 8 });
const orders = fc.integer({ min: 1, max: 6 });

function train(of: readonly number[][], order = 6, mostNodes = 2 ** 16): NgramModel {
  const model = new NgramModel({ order, alphabet, mostNodes });
  for (const run of of) model.learn(run);
  return model;
}

/** Interpolated Witten-Bell straight from its definition, counting in the text each time. */
function probabilityByDefinition(of: readonly number[][], order: number, context: number[], token: number): number {
  let probability = 1 / alphabet;
  for (let length = 0; length < order && length <= context.length; length += 1) {
    const suffix = context.slice(context.length - length);
    const followers = of.flatMap((run) =>
      run.filter((_, at) => at >= length && suffix.every((wanted, index) => run[at - length + index] === wanted)),
    );
    const kinds = new Set(followers).size;
    const count = followers.filter((follower) => follower === token).length;
    if (kinds > 0) probability = (count + kinds * probability) / (followers.length + kinds);
  }
  return probability;
}

describe('probabilities', () => {
  it('are those of the definition, for single events and for runs, prepared or not', () => {
    fc.assert(
      fc.property(runs, orders, fc.array(fc.nat(alphabet - 1), { minLength: 1, maxLength: 20 }), (of, order, run) => {
        const model = train(of, order);
        const bits = new Float32Array(run.length);
        for (let round = 0; round < 2; round += 1) {
          model.score(run, bits);
          run.forEach((token, at) => {
            const context = run.slice(Math.max(0, at - order + 1), at);
            const wanted = probabilityByDefinition(of, order, context, token);
            expect(model.probability(run.slice(0, at), token)).toBeCloseTo(wanted, 9);
            expect(bits[at]).toBeCloseTo(-Math.log2(wanted), 4);
          });
          // Enough events that what scoring needs is worked out beforehand.
          model.score(
            Array.from({ length: 3000 }, () => 1),
            new Float32Array(3000),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of all tokens add up to one, also after pruning and decay', () => {
    fc.assert(
      fc.property(runs, fc.array(fc.nat(alphabet - 1), { maxLength: 6 }), fc.nat(20), (of, context, nodes) => {
        const model = train(of);
        model.trim(nodes);
        for (let epoch = 0; epoch < 3; epoch += 1) {
          let sum = 0;
          for (let token = 0; token < alphabet; token += 1) sum += model.probability(context, token);
          expect(sum).toBeCloseTo(1, 9);
          model.decay();
        }
      }),
    );
  });

  it('count what is beyond the alphabet as unknown', () => {
    const model = train([[1, 2, 900, 1, 2, 900]]);
    expect(model.probability([1, 2], 900)).toBe(model.probability([1, 2], 0));
    expect(model.probability([1, 2], 0)).toBeGreaterThan(0.5);
  });
});

describe('expect and draw', () => {
  it('tell the most probable first', () => {
    const model = train([[1, 2, 3, 1, 2, 4, 1, 2, 3]]);
    const [first, second] = model.expect([1, 2], 2);
    expect([first?.token, second?.token]).toEqual([3, 4]);
    expect(first?.probability).toBe(model.probability([1, 2], 3));
  });

  it('draw each token as often as its probability says', () => {
    const model = train([[1, 2, 3, 1, 2, 4, 1, 2, 3, 5, 6, 1, 2]]);
    model.trim(24);
    const random = seededRandom(5);
    const drawn = new Float64Array(alphabet);
    const draws = 20_000;
    for (let index = 0; index < draws; index += 1) {
      const token = model.draw([1, 2], random());
      drawn[token] = (drawn[token] ?? 0) + 1 / draws;
    }
    drawn.forEach((share, token) => expect(Math.abs(share - model.probability([1, 2], token))).toBeLessThan(0.02));
  });

  it('sample runs that go on from what came and stop at the end', () => {
    const end = 7;
    const model = train(
      Array.from({ length: 500 }, () => [end, 1, 2, 3, 1, 2, 4, end]),
      4,
    );
    const draw = model.sampler({ end, most: 50, random: seededRandom(1) });
    expect(draw([end])).toEqual([1, 2, 3, 1, 2, 4]);
    expect(draw([1, 2, 3, 1])).toEqual([2, 4]);
    const sample = (): number[] => model.sampler({ most: 9, sharpness: 0.3, random: seededRandom(3) })([]);
    expect(sample()).toHaveLength(9);
    expect(sample()).toEqual(sample());
  });

  it('sample as single draws do', () => {
    const model = train([[1, 2, 3, 1, 2, 4, 1, 2, 3, 5, 6, 1, 2]]);
    for (const sharpness of [0.7, 1, 1.3]) {
      const [left, right] = [seededRandom(8), seededRandom(8)];
      const run: number[] = [];
      while (run.length < 60) run.push(model.draw(run, left(), sharpness));
      expect(model.sampler({ most: 60, sharpness, random: right })([])).toEqual(run);
    }
  });

  it('draw from what never learned', () => {
    const model = train([]);
    expect(model.expect([], 5)).toEqual([]);
    expect(model.draw([1], 0)).toBe(0);
    expect(model.draw([1], 1 - Number.EPSILON)).toBe(alphabet - 1);
  });
});

describe('merging', () => {
  it('equals learning from all, bit for bit, whoever learned what', () => {
    fc.assert(
      fc.property(runs, runs, orders, (left, right, order) => {
        const merged = train(left, order);
        merged.merge(train(right, order));
        expect(merged.toBytes()).toEqual(train([...left, ...right], order).toBytes());
        const other = train(right, order);
        other.merge(train(left, order));
        expect(other.toBytes()).toEqual(merged.toBytes());
      }),
    );
  });

  it('equals central training round by round: what is common decays, then takes what hosts learned in the epoch', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(runs, runs), { maxLength: 4 }), (rounds) => {
        const common = train([]);
        const central = train([]);
        for (const hosts of rounds) {
          common.decay();
          central.decay();
          for (const learned of hosts) {
            const host = new NgramModel({ order: 6, alphabet, epoch: common.epoch });
            for (const run of learned) {
              host.learn(run);
              central.learn(run);
            }
            common.merge(NgramModel.fromBytes(host.toBytes()));
          }
        }
        expect(common.toBytes()).toEqual(central.toBytes());
      }),
    );
  });

  it('refuses what does not add up', () => {
    const model = train([[1, 2]]);
    expect(() => model.merge(train([[1]], 3))).toThrow(RangeError);
    expect(() => model.merge(new NgramModel({ alphabet: 9 }))).toThrow(RangeError);
    expect(() => model.merge(new NgramModel({ alphabet, epoch: 1 }))).toThrow(RangeError);
  });
});

describe('forgetting and pruning', () => {
  it('halve counts and drop what is gone', () => {
    const model = train([[1, 1, 1, 1, 2]], 2);
    model.decay();
    expect(model.learned).toBe(2);
    expect(model.probability([], 2)).toBeLessThan(model.probability([], 1));
    for (let epoch = 0; epoch < 3; epoch += 1) model.decay();
    expect([model.learned, model.nodes]).toEqual([0, 0]);
    expect(model.toBytes()).toEqual(new NgramModel({ order: 2, alphabet, epoch: 4 }).toBytes());
  });

  it('keep the bound on memory under a flood, and what was learned well before it', () => {
    const bound = 400;
    const model = train([], 6, bound);
    for (let round = 0; round < 50; round += 1) model.learn([1, 2, 3, 4, 5, 6, 7]);
    const random = seededRandom(3);
    model.learn(Array.from({ length: 20_000 }, () => Math.floor(random() * alphabet)));
    expect(model.nodes).toBeLessThan(bound);
    expect(model.heldBytes()).toBeLessThan(bound * 200);
    expect(model.probability([1, 2, 3, 4], 5)).toBeGreaterThan(0.5);
    expect(NgramModel.fromBytes(model.toBytes()).toBytes()).toEqual(model.toBytes());
  });

  it('trim to a number of n-grams and stay readable', () => {
    fc.assert(
      fc.property(runs, fc.nat(60), (of, most) => {
        const model = train(of);
        model.trim(most);
        expect(model.nodes).toBeLessThanOrEqual(most);
        expect(NgramModel.fromBytes(model.toBytes()).toBytes()).toEqual(model.toBytes());
      }),
    );
  });
});
