import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { expectCounts } from './expect-counts.ts';
import { HmmModel } from './hmm-model.ts';
import { emptyTables, normaliseTables } from './hmm-tables.ts';
import type { HmmTables } from './hmm-tables.ts';

const shape = { states: 3, alphabet: 5, seed: 9 };
const runs = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 5,
});

function drawnTables(states: number, alphabet: number, seed: number): HmmTables {
  const random = seededRandom(seed);
  const drawn = emptyTables(states, alphabet);
  for (const part of [drawn.start, drawn.move, drawn.tell]) part.forEach((_, at) => (part[at] = random()));
  return normaliseTables(drawn, 0);
}

/** The definition: every path through the states, with its probability. */
function countByPaths({ states, alphabet, start, move, tell }: HmmTables, run: number[]): [number, HmmTables] {
  const counts = emptyTables(states, alphabet);
  const paths: { p: number; path: number[] }[] = [];
  const walk = (path: number[], p: number): void => {
    const at = path.length;
    if (at === run.length) return void paths.push({ p, path });
    for (let state = 0; state < states; state += 1) {
      const step = at === 0 ? start[state] : move[(path[at - 1] ?? 0) * states + state];
      walk([...path, state], p * (step ?? 0) * (tell[(run[at] ?? 0) * states + state] ?? 0));
    }
  };
  walk([], 1);
  const total = paths.reduce((sum, { p }) => sum + p, 0);
  for (const { p, path } of paths) {
    path.forEach((state, at) => {
      const add = (part: Float64Array, cell: number): number => (part[cell] = (part[cell] ?? 0) + p / total);
      add(counts.tell, (run[at] ?? 0) * states + state);
      if (at === 0) add(counts.start, state);
      else add(counts.move, (path[at - 1] ?? 0) * states + state);
    });
  }
  return [Math.log2(total), counts];
}

test('expected counts are those over all paths', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 6 }), fc.nat(99), (run, seed) => {
      const model = drawnTables(2, 3, seed);
      const counts = emptyTables(2, 3);
      const [likelihood, plain] = countByPaths(model, run);
      expect(expectCounts(model, run, counts)).toBeCloseTo(likelihood, 9);
      for (const part of ['start', 'move', 'tell'] as const) {
        counts[part].forEach((count, at) => expect(count).toBeCloseTo(plain[part][at] ?? Number.NaN, 9));
      }
    }),
  );
});

describe('learning', () => {
  test('the likelihood never falls from round to round', () => {
    fc.assert(
      fc.property(runs, fc.nat(99), (some, seed) => {
        const told = new HmmModel({ ...shape, seed }).fit(some, 12, 0);
        told.slice(1).forEach((likelihood, at) => expect(likelihood).toBeGreaterThanOrEqual((told[at] ?? 0) - 1e-7));
      }),
    );
  });

  test('a rhythm that a chain of single events cannot know becomes expected', () => {
    // 0 0 1 0 0 1 …: after a 0 comes either, unless the state remembers.
    const model = new HmmModel({ states: 3, alphabet: 2, seed: 4 });
    model.fit([Array.from({ length: 300 }, (_, at) => (at % 3 === 2 ? 1 : 0))], 80);
    expect(model.expect([0, 0, 1, 0, 0], 1)[0]).toMatchObject({ token: 1 });
    expect(model.expect([0, 0, 1, 0], 1)[0]).toMatchObject({ token: 0 });
    expect(model.expect([0, 0, 1, 0, 0], 1)[0]?.probability).toBeGreaterThan(0.95);
    expect(model.draw([0, 0, 1, 0, 0], 0.5)).toBe(1);
  });
});

test('surprise is the negative logarithm of what was expected, and expectations sum to 1', () => {
  fc.assert(
    fc.property(runs, (some) => {
      const model = new HmmModel(shape);
      model.fit(some, 3);
      const run = some[0] ?? [];
      const bits = new Float32Array(run.length);
      model.score(run, bits);
      run.forEach((token, at) => {
        const expected = model.expect(run.slice(0, at), 5);
        expect(expected.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
        const p = expected.find((one) => one.token === token)?.probability ?? Number.NaN;
        expect(bits[at]).toBeCloseTo(-Math.log2(p), 4);
      });
    }),
  );
});

test('bytes bring back the model; other bytes and shapes are refused', () => {
  const model = new HmmModel(shape);
  model.fit([[0, 1, 2, 3, 4, 0, 1, 2]], 5);
  const taken = HmmModel.fromBytes(model.toBytes());
  expect(model.toBytes()).toHaveLength(model.sizeBytes());
  const [left, right] = [new Float32Array(4), new Float32Array(4)];
  model.score([0, 1, 4, 9], left);
  taken.score([0, 1, 4, 9], right);
  left.forEach((bits, at) => expect(right[at]).toBeCloseTo(bits, 3));
  expect(() => HmmModel.fromBytes(new Uint8Array(40))).toThrow(RangeError);
  expect(() => model.merge(new HmmModel({ ...shape, seed: 1 }))).toThrow(RangeError);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        HmmModel.fromBytes(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});

test('learning run by run and merging add expected counts; decay halves them', () => {
  const [left, right] = [new HmmModel(shape), new HmmModel(shape)];
  left.learn([0, 1, 2, 3]);
  right.learn([4, 4]);
  left.merge(right);
  expect(left.learned).toBe(6);
  left.decay();
  expect(left.learned).toBe(3);
});
