import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseTimes, readField, tellSince, toField } from './diff-times.ts';

const at = (text: string): number => Date.parse(text) * 1000;
const now = at('2026-11-19T14:02:00Z');

describe('two times to compare', () => {
  it('go through a field by whole minutes, as UTC', () => {
    expect(toField(at('2026-11-19T13:33:59Z'))).toBe('2026-11-19T13:33');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000_000 }), (minutes) => {
        const time = minutes * 60e6;
        expect(readField(toField(time))).toBe(time);
      }),
    );
  });
  it.each(['', '2026-11-19', 'now', '2026-13-41T99:99'])('%j is no time', (value) =>
    expect(readField(value)).toBeNull(),
  );

  it('are now and a day before, or the begin of the baseline', () => {
    expect(chooseTimes(at('2026-10-01T00:00:00Z'), now).from).toBe(at('2026-11-18T14:02:00Z'));
    expect(chooseTimes(null, now).from).toBe(at('2026-11-18T14:02:00Z'));
    expect(chooseTimes(at('2026-11-19T13:00:30Z'), now)).toEqual({ from: at('2026-11-19T13:00:00Z'), to: now });
  });
  it('never stand the wrong way round', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * now }), (begin) => {
        const { from, to } = chooseTimes(begin, now);
        expect(from).toBeLessThan(to);
      }),
    );
  });

  it.each([
    ['2026-11-19T13:02:00Z', '13:02'],
    ['2026-11-17T13:02:00Z', 'Tuesday 13:02'],
    ['2026-11-02T13:02:00Z', '2 Nov'],
  ])('%s is since %s', (from, words) => expect(tellSince(at(from), now)).toBe(words));
});
