import { describe, expect, test } from 'vitest';
import { combinePValues } from './combine-p-values.ts';
import { ConformalRing } from './conformal-ring.ts';
import { Cusum } from './cusum.ts';
import { cusumThreshold, stepsBetweenAlarms } from './cusum-threshold.ts';
import { seededRandom } from './models/seeded-random.ts';

/** Alarms of quiet time, as a share of what was asked for: channels whose windows come in any order. */
function realised(stepsBetween: number, channels: number, seed: number, alarmsWanted: number): number {
  const random = seededRandom(seed);
  const rings = Array.from({ length: channels }, () => new ConformalRing());
  for (const ring of rings) for (let at = 0; at < 512; at++) ring.put(random(), 0);
  const cusum = new Cusum();
  const threshold = cusumThreshold(stepsBetween, 512 / channels);
  let alarms = 0;
  for (let step = 0; step < stepsBetween * alarmsWanted; step++) {
    const pValues = rings.map((ring) => {
      const score = random();
      const pValue = ring.pValue(score);
      ring.put(score, 0);
      return pValue;
    });
    if (cusum.take(combinePValues(pValues), threshold)) alarms++;
  }
  return alarms / alarmsWanted;
}

describe('the alarm line', () => {
  test.each([
    { stepsBetween: 400, channels: 1 },
    { stepsBetween: 400, channels: 3 },
    { stepsBetween: 2000, channels: 1 },
    { stepsBetween: 2000, channels: 2 },
  ])(
    'quiet time of $channels channels gives the alarms asked for, one in $stepsBetween steps, within half as many again',
    ({ stepsBetween, channels }) => {
      const share = realised(stepsBetween, channels, stepsBetween + channels, 120);
      expect(share).toBeLessThan(1.5);
      expect(share).toBeGreaterThan(1 / 1.5);
    },
  );

  test('rises with the time asked for, and the chain says so', () => {
    const thresholds = [50, 500, 5000, 300_000].map((steps) => cusumThreshold(steps, 512));
    expect(thresholds).toEqual(thresholds.toSorted((left, right) => left - right));
    for (const [index, steps] of [50, 500, 5000, 300_000].entries()) {
      const between = stepsBetweenAlarms(thresholds[index] ?? 0, 512);
      expect(between / steps).toBeGreaterThan(0.8);
      expect(between / steps).toBeLessThan(1.4);
    }
  });

  test('one odd window never passes it by itself; some in a row do', () => {
    const threshold = cusumThreshold(302_400, 512);
    const cusum = new Cusum();
    expect(cusum.take(1 / 513, threshold)).toBe(false);
    expect(cusum.take(0.9, threshold)).toBe(false);
    const passed = Array.from({ length: 4 }, () => cusum.take(1 / 513, threshold));
    expect(passed).toContain(true);
    expect(cusum.sum).toBeLessThan(threshold);
  });
});

describe('p-values brought together', () => {
  test('none is no evidence, one is itself, the more agree the less it is', () => {
    expect(combinePValues([])).toBe(1);
    expect(combinePValues([0.03])).toBe(0.03);
    expect(combinePValues([0.01, 0.01])).toBeCloseTo(0.01, 6);
    expect(combinePValues([0.001, 0.5])).toBeCloseTo(0.002, 4);
    expect(combinePValues([0.001, 1])).toBeLessThan(0.003);
  });
});
