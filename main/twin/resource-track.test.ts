import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { METRICS, placeOf, type RateRow } from '../telemetry/metrics.ts';
import { NOON, SECOND } from './guest-life.test-support.ts';
import { seededRandom } from './models/seeded-random.ts';
import { ResourceLevels } from './resource-levels.ts';
import { ResourceTrack } from './resource-track.ts';
import { WindowJudge } from './window-judge.ts';

const row = (second: number, cpu: number, device = ''): RateRow => {
  const values = new Float64Array(METRICS.cpu.length).fill(Number.NaN);
  values[placeOf('cpu').place] = cpu;
  return { uuid: 'u', device, tier: 'cpu', time: NOON + second * SECOND, seconds: 5, values };
};

describe('levels', () => {
  test('tell what left its usual range, and what that is', () => {
    const levels = new ResourceLevels();
    const random = seededRandom(1);
    for (let second = 0; second < 600; second += 5) levels.take(row(second, 0.1 + 0.02 * random()));
    expect(levels.takeWorst()?.distance).toBeLessThan(2);
    for (let second = 600; second < 630; second += 5) levels.take(row(second, 0.95));
    const worst = levels.takeWorst();
    expect(worst).toMatchObject({ key: 'cpu', expected: expect.stringMatching(/^1[12] %$/) });
    expect(worst?.distance).toBeGreaterThan(6);
    expect(levels.takeWorst()).toBeNull();
  });

  test('go on from what was written, and survive any rates', () => {
    const numbers = fc.array(fc.oneof(fc.double({ min: 0, max: 1 }), fc.constant(Number.NaN), fc.constant(0)), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(numbers, (cpus) => {
        const [levels, other] = [new ResourceLevels(), new ResourceLevels()];
        for (const [at, cpu] of cpus.entries()) levels.take(row(at * 5, cpu));
        other.restore(levels.toNumbers());
        expect(other.toNumbers()).toEqual(levels.toNumbers());
        expect(levels.toNumbers().flat().every(Number.isFinite)).toBe(true);
      }),
    );
  });
});

describe('the channel of resources', () => {
  test('gives windows to judge once it has seen enough, odd where load is', () => {
    const track = new ResourceTrack();
    const judge = new WindowJudge();
    const random = seededRandom(2);
    let second = 0;
    const live = (seconds: number, cpu: number): void => {
      for (const until = second + seconds; second < until; second += 5) {
        track.take(row(second, cpu + 0.05 * random()));
        track.take(row(second, 1, 'vcpu0'));
        track.endStep(NOON + second * SECOND, judge, true);
      }
    };
    live(300 * 20, 0.1);
    expect([track.isRipe, judge.hasPending]).toEqual([false, false]);
    live(300 * 10, 0.1);
    expect([track.isRipe, judge.hasPending]).toEqual([true, true]);
    expect(judge.endStep(1000, 1)).toBeNull();
    live(600, 0.9);
    expect(judge.hasPending).toBe(true);
    expect(track.ring.pValue(8)).toBeLessThan(0.2);
    expect(track.series.read(NOON, NOON + second * SECOND, SECOND).length).toBeGreaterThan(50);
  });
});
