import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BootClock } from './boot-clock.ts';

const SECOND = 1e6;
const BOOTED = 1_795_700_000 * SECOND;

describe('BootClock', () => {
  it('takes the smallest delay of the last minute for the truest', () => {
    const clock = new BootClock();
    for (let second = 1; second <= 30; second += 1) {
      const delay = second === 17 ? 200 : 5000 + second * 1000;
      clock.pair(second * SECOND, BOOTED + second * SECOND + delay);
    }
    expect(clock.toEpoch(20 * SECOND, BOOTED + 31 * SECOND)).toBe(BOOTED + 20 * SECOND + 200);
  });

  it('follows a guest that was paused within three signs of life, and one that booted anew at once', () => {
    const clock = new BootClock();
    for (let second = 1; second <= 20; second += 1) clock.pair(second * SECOND, BOOTED + second * SECOND);
    const pause = 100 * SECOND;
    for (let second = 21; second <= 23; second += 1) clock.pair(second * SECOND, BOOTED + pause + second * SECOND);
    expect(clock.toEpoch(22 * SECOND, BOOTED + pause + 24 * SECOND)).toBe(BOOTED + pause + 22 * SECOND);
    clock.reset();
    clock.pair(SECOND, BOOTED + 500 * SECOND);
    expect(clock.toEpoch(SECOND / 2, BOOTED + 501 * SECOND)).toBe(BOOTED + 499.5 * SECOND);
  });

  it('is not moved by one late message', () => {
    const clock = new BootClock();
    for (let second = 1; second <= 20; second += 1)
      clock.pair(second * SECOND, BOOTED + second * SECOND + (second === 20 ? 3 * SECOND : 0));
    expect(clock.toEpoch(19 * SECOND, BOOTED + 24 * SECOND)).toBe(BOOTED + 19 * SECOND);
  });

  it('dates nothing after its coming, nor long before it, whatever a guest says', () => {
    const micros = fc.nat({ max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(fc.array(micros, { maxLength: 100 }), micros, (boots, boot) => {
        const clock = new BootClock();
        boots.forEach((said, index) => clock.pair(said, BOOTED + index * SECOND));
        const received = BOOTED + boots.length * SECOND;
        const time = clock.toEpoch(boot, received);
        expect(time).toBeLessThanOrEqual(received);
        expect(time).toBeGreaterThanOrEqual(received - 15 * 60 * SECOND);
      }),
    );
  });
});
