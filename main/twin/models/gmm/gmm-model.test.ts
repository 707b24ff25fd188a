import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { GmmModel } from './gmm-model.ts';

const point = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }));

test('the likelihood never falls from round to round', () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 6, maxLength: 40 }), fc.nat(99), (points, seed) => {
      const { likelihoods, tables } = GmmModel.fit(points, { components: 3, rounds: 15, seed });
      // Where a variance is held at its least the step is no longer the best one.
      const held = tables.variances.some((variance) => variance < 0.5);
      if (held) return;
      likelihoods.slice(1).forEach((one, at) => expect(one).toBeGreaterThanOrEqual((likelihoods[at] ?? 0) - 1e-7));
    }),
  );
});

test('one component is the mean and variance of the points, its density the normal one', () => {
  const model = GmmModel.fit([[1], [2], [3], [6]], { components: 1, rounds: 3 });
  expect(model.tables.means[0]).toBeCloseTo(3, 12);
  expect(model.tables.variances[0]).toBeCloseTo(3.5, 12);
  const density = Math.exp(-((5 - 3) ** 2) / (2 * 3.5)) / Math.sqrt(2 * Math.PI * 3.5);
  expect(model.score([5])).toBeCloseTo(-Math.log2(density), 9);
});

/** Two clouds, one of a quarter of the points. */
function clouds(many: number, seed: number): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: many }, (_, at) => {
    const [x, y] = at % 4 === 0 ? [10, -5] : [0, 3];
    return [x + random() + random() - 1, y + 2 * (random() + random() - 1)];
  });
}

test('two clouds are found, and what is drawn is as they are', () => {
  const model = GmmModel.fit(clouds(400, 1), { components: 2, rounds: 40, seed: 3 });
  const { shares, means } = model.tables;
  const small = (shares[0] ?? 0) < 0.5 ? 0 : 1;
  expect(shares[small]).toBeCloseTo(0.25, 2);
  expect(means[small * 2]).toBeCloseTo(10, 0);
  expect(means[small * 2 + 1]).toBeCloseTo(-5, 0);
  const random = seededRandom(5);
  const drawn = Array.from({ length: 2000 }, () => model.draw(random));
  expect(drawn.filter((one) => (one[0] ?? 0) > 5).length / drawn.length).toBeCloseTo(0.25, 1);
  const own = clouds(50, 2).map((one) => model.score(one));
  expect(model.score([5, 0])).toBeGreaterThan(Math.max(...own));
});

test('too few points are refused, equal ones are not', () => {
  expect(() => GmmModel.fit([[1]], { components: 2 })).toThrow(RangeError);
  const same = GmmModel.fit([[4], [4], [4]], { components: 2, rounds: 5 });
  expect(Number.isFinite(same.score([4]))).toBe(true);
  expect(same.score([9])).toBeGreaterThan(same.score([4]));
});

test('bytes bring back the model; other bytes are refused', () => {
  const model = GmmModel.fit(clouds(60, 1), { components: 3, rounds: 5 });
  const taken = GmmModel.fromBytes(model.toBytes());
  for (const one of clouds(10, 2)) expect(taken.score(one)).toBe(model.score(one));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (bytes, head) => {
      const made = Uint8Array.from([...(head ? model.toBytes().subarray(0, 24) : []), ...bytes]);
      try {
        GmmModel.fromBytes(made);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
  expect(() => GmmModel.fromBytes(model.toBytes().fill(0, 30))).toThrow(RangeError);
});
