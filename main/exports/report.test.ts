import { expect, test } from 'vitest';
import { toIsoTime } from './report.ts';

test.each([
  [1_600_618_527_909_843, '2020-09-20T16:15:27.909843Z'],
  [1_600_618_527_000_001, '2020-09-20T16:15:27.000001Z'],
  [1_600_618_527_000_000.25, '2020-09-20T16:15:27.000000Z'],
  [null, null],
  [0, null],
])('%s is %s', (micros, text) => {
  expect(toIsoTime(micros)).toBe(text);
});
