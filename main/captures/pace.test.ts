import { describe, expect, test } from 'vitest';
import { Pace } from './pace.ts';

/** Whether a promise is over once all that can go on has gone on. */
async function isOver(waiting: Promise<void>): Promise<boolean> {
  let over = false;
  void waiting.then(() => (over = true));
  await new Promise((resolve) => setImmediate(resolve));
  return over;
}

describe('a reader', () => {
  test('waits until its time may be told, however often that moves', async () => {
    const pace = new Pace(100);
    expect(pace.holds).toBe(true);
    expect(await isOver(pace.reach(100))).toBe(true);
    const waiting = pace.reach(101);
    expect(await isOver(waiting)).toBe(false);
    pace.goOn(100);
    expect(await isOver(waiting)).toBe(false);
    pace.goOn(500);
    expect(await isOver(waiting)).toBe(true);
    expect(pace.mustWait(500)).toBe(false);
    expect(pace.mustWait(501)).toBe(true);
  });

  test('waits no more once it is stopped', async () => {
    const pace = new Pace(0);
    const waiting = pace.reach(1);
    pace.stop();
    expect(await isOver(waiting)).toBe(true);
    expect(pace.stopped).toBe(true);
    expect(pace.mustWait(9)).toBe(false);
  });

  test('never waits where nothing is paced', async () => {
    const pace = new Pace(Number.POSITIVE_INFINITY);
    expect(pace.holds).toBe(false);
    expect(await isOver(pace.reach(Number.MAX_SAFE_INTEGER))).toBe(true);
  });
});
