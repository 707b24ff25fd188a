import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evidenceOf, measureRhythm } from './rhythm.ts';
import { randomFrom } from './synthetic.test-support.ts';

const SECOND = 1e6;

test('a clock has no jitter, and joined calls count once', () => {
  const times = Array.from({ length: 20 }, (_, index) => index * 10 * SECOND).flatMap((time) => [
    time,
    time + 1000,
    time + 2000,
  ]);
  const rhythm = measureRhythm(times, 500_000);
  expect(rhythm).toMatchObject({ calls: 20, period: 10 * SECOND, jitter: 0, paused: 0 });
});

test('long silences are pauses, not jitter', () => {
  const times = [
    ...Array.from({ length: 20 }, (_, index) => index * SECOND * 10),
    ...Array.from({ length: 20 }, (_, index) => (5000 + index * 10) * SECOND),
  ];
  const rhythm = measureRhythm(times, 500_000);
  expect(rhythm.jitter).toBe(0);
  expect(rhythm.paused).toBeCloseTo(1 / 39);
});

test('order does not matter', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e12 }), { maxLength: 60 }), (times) => {
      expect(measureRhythm([...times].reverse(), 1000)).toEqual(measureRhythm(times, 1000));
    }),
  );
});

test('chance explains random calls nearly always, and a clock never', () => {
  const random = randomFrom(77);
  let alarms = 0;
  for (let trial = 0; trial < 2000; trial++) {
    let at = 0;
    const times = Array.from({ length: 6 + (trial % 40) }, () => (at -= Math.log(1 - random()) * 60 * SECOND));
    const rhythm = measureRhythm(
      times.map((time) => -time),
      1000,
    );
    if (rhythm.jitter <= 0.35 && evidenceOf(rhythm, 1) >= 4) alarms++;
  }
  expect(alarms).toBeLessThanOrEqual(2);
  expect(evidenceOf({ calls: 30, period: 1, jitter: 0.02, unevenness: 0.5, paused: 0 }, 100)).toBeGreaterThan(8);
});

test('who looks at many series needs more evidence', () => {
  const rhythm = { calls: 12, period: 1, jitter: 0.1, unevenness: 0.5, paused: 0 };
  expect(evidenceOf(rhythm, 1000)).toBeCloseTo(evidenceOf(rhythm, 1) - 3);
});
