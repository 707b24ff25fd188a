import { describe, expect, it } from 'vitest';
import { formatClock, formatDay, formatExactClock, formatMinute, formatWindow } from './format-time.ts';

const at = (iso: string, micros = 0): number => Date.parse(iso) * 1000 + micros;

describe('times of the evidence', () => {
  const instant = at('2026-11-19T13:33:12.418Z', 204);
  it('are UTC, to the second, minute or microsecond', () => {
    expect(formatClock(instant)).toBe('13:33:12');
    expect(formatMinute(instant)).toBe('13:33');
    expect(formatExactClock(instant)).toBe('13:33:12.418204');
    expect(formatDay(instant)).toBe('Thu 19 Nov 2026');
  });
  it('do not round a microsecond up into the next second', () => {
    expect(formatExactClock(at('2026-01-01T00:00:00.999Z', 999))).toBe('00:00:00.999999');
  });
  it.each([
    ['2026-11-19T13:02:00Z', '2026-11-19T14:02:00Z', '13:02 – 14:02'],
    ['2026-11-19T13:02:05Z', '2026-11-19T13:03:09Z', '13:02:05 – 13:03:09'],
    ['2026-11-19T23:00:00Z', '2026-11-20T01:00:00Z', '19 Nov 23:00 – 20 Nov 01:00'],
    ['1970-01-01T00:00:00Z', '2026-03-22T01:00:00Z', '1 Jan 1970 – 22 Mar 2026'],
  ])('%s to %s is %s', (from, to, text) => expect(formatWindow(at(from), at(to))).toBe(text));
});
