import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { QUIET_ROWS, ResourceLevel } from './resource-level.ts';

const FIVE_MINUTES = 300e6;
const A_DAY = 288;

/** A day's rhythm with noise, each 5 minutes. */
function rhythm(rows: number, seed = 1): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, (_, row) => 40 + 20 * Math.sin((row / A_DAY) * 2 * Math.PI) + 4 * random());
}

function play(values: readonly number[], level = new ResourceLevel(), from = 0): ReturnType<ResourceLevel['tell']>[] {
  return values.map((value, row) => level.tell((from + row) * FIVE_MINUTES, value));
}

test('a level that moves raises one alarm soon, an ordinary month about none', () => {
  const quiet = play(rhythm(30 * A_DAY));
  expect(quiet.slice(3 * A_DAY).filter(({ alarm }) => alarm).length).toBeLessThanOrEqual(6);
  const moved = rhythm(30 * A_DAY);
  const onset = 20 * A_DAY;
  for (let row = onset; row < onset + 20; row += 1) moved[row] = (moved[row] ?? 0) + 60;
  const alarms = play(moved).flatMap(({ alarm }, row) => (alarm && row >= onset ? [row - onset] : []));
  expect(alarms[0]).toBeLessThan(10);
  expect(alarms.filter((row) => row < QUIET_ROWS)).toHaveLength(1);
});

test('a usual value at the wrong time of day surprises', () => {
  const values = rhythm(20 * A_DAY);
  const noon = 19 * A_DAY + A_DAY / 4;
  const swapped = values
    .with(noon, 20)
    .with(noon + 1, 20)
    .with(noon + 2, 20);
  const worst = (told: readonly { surprise: number }[]): number =>
    Math.max(...told.slice(noon, noon + 3).map(({ surprise }) => surprise));
  expect(worst(play(swapped))).toBeGreaterThan(2 * worst(play(values)));
});

test('unit and scale do not matter', () => {
  const values = rhythm(600).with(500, 300);
  const plain = play(values).map(({ surprise }) => surprise);
  const bytes = play(values.map((value) => value * 2 ** 20)).map(({ surprise }) => surprise);
  bytes.forEach((surprise, row) => expect(surprise).toBeCloseTo(plain[row] ?? Number.NaN, 6));
});

test('a level taken up from bytes goes on as if it had never stopped', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 99 }), (cut, seed) => {
      const values = rhythm(800, seed);
      const whole = new ResourceLevel();
      play(values.slice(0, cut), whole);
      const taken = ResourceLevel.fromBytes(whole.toBytes());
      expect(taken.learned).toBe(cut);
      const rest = play(values.slice(cut), whole, cut);
      play(values.slice(cut), taken, cut).forEach((reading, row) => {
        expect(reading.surprise).toBeCloseTo(rest[row]?.surprise ?? Number.NaN, 6);
        expect(reading.alarm).toBe(rest[row]?.alarm);
      });
    }),
    { numRuns: 20 },
  );
});

test('whatever comes as value is judged with finite numbers, and strange bytes are refused', () => {
  const level = new ResourceLevel();
  fc.assert(
    fc.property(fc.double(), fc.double({ noNaN: true, min: -1e15, max: 1e16 }), (value, time) => {
      expect(Number.isFinite(level.tell(time, value).surprise)).toBe(true);
    }),
  );
  expect(() => ResourceLevel.fromBytes(new Uint8Array(10))).toThrow(RangeError);
  expect(() => ResourceLevel.fromBytes(new Uint8Array(level.toBytes().length))).toThrow(RangeError);
});
