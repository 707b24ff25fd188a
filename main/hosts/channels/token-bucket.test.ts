import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

test('gives a burst at once, then the rate', () => {
  const bucket = new TokenBucket(100, 1000, 5);
  expect(bucket.take(1000, 5)).toBe(true);
  expect(bucket.take(1, 5)).toBe(false);
  expect(bucket.take(51, 505)).toBe(false);
  expect(bucket.take(50, 505)).toBe(true);
  expect(bucket.take(1000, 10_505)).toBe(true);
  expect(bucket.take(1, 10_505)).toBe(false);
});

test('a clock that steps back gives nothing', () => {
  const bucket = new TokenBucket(1000, 10, 1000);
  expect(bucket.take(10, 1000)).toBe(true);
  expect(bucket.take(1, 0)).toBe(false);
  expect(bucket.take(1, 1000)).toBe(false);
  expect(bucket.take(1, 1001)).toBe(true);
});

test('never gives more than burst and rate allow over any stretch, and never refuses one that keeps to the rate', () => {
  const steps = fc.array(fc.record({ wait: fc.nat(500), tokens: fc.nat(400) }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (taken) => {
      const bucket = new TokenBucket(1000, 500, 0);
      let now = 0;
      let given = 0;
      for (const { wait, tokens } of taken) {
        now += wait;
        if (bucket.take(tokens, now)) given += tokens;
      }
      expect(given).toBeLessThanOrEqual(500 + now);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 60 }), (waits) => {
      const bucket = new TokenBucket(1000, 500, 0);
      let now = 0;
      for (const wait of waits) expect(bucket.take(wait, (now += wait))).toBe(true);
    }),
  );
});
