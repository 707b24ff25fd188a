import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TwinSeries } from '../../../shared/contract/twin.ts';
import { joinStretches } from './join-stretches.ts';

type State = TwinSeries['learned'][number]['state'];
const stretch = (from: number, to: number, state: State): TwinSeries['learned'][number] => ({ from, to, state });

describe('stretches of the strip', () => {
  it('join where they touch and are alike', () =>
    expect(
      joinStretches({
        from: 0,
        to: 1000,
        learned: [
          stretch(0, 100, 'learned'),
          stretch(100, 200, 'kept-out'),
          stretch(201, 300, 'kept-out'),
          stretch(310, 400, 'kept-out'),
          stretch(400, 1200, 'learned'),
        ],
      }),
    ).toEqual([
      stretch(0, 100, 'learned'),
      stretch(100, 300, 'kept-out'),
      stretch(310, 400, 'kept-out'),
      stretch(400, 1000, 'learned'),
    ]));

  it('hide learned time as thin as a line between what was kept out, never the other way round', () => {
    const between = (outer: State, inner: State): State[] =>
      joinStretches({
        from: 0,
        to: 10_000,
        learned: [stretch(0, 500, outer), stretch(500, 510, inner), stretch(510, 900, outer)],
      }).map(({ state }) => state);
    expect(between('kept-out', 'learned')).toEqual(['kept-out']);
    expect(between('learned', 'kept-out')).toEqual(['learned', 'kept-out', 'learned']);
  });

  it('cover all that was kept out, in order and inside the axis', () => {
    const states = fc.constantFrom<State>('learned', 'kept-out', 'rejected', 'incomplete');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), states), { maxLength: 60 }), (parts) => {
        let at = -20;
        const learned = parts.map(([length, state]) => {
          const from = at;
          at += length;
          return stretch(from, at, state);
        });
        const joined = joinStretches({ from: 0, to: 900, learned });
        for (const [index, one] of joined.entries()) {
          expect(one.from).toBeGreaterThanOrEqual(index === 0 ? 0 : (joined[index - 1]?.to ?? 0));
          expect(one.to).toBeLessThanOrEqual(900);
        }
        for (const { from, to, state } of learned) {
          const middle = (from + to) / 2;
          if (state === 'learned' || middle < 0 || middle >= 900) continue;
          expect(joined.find((one) => one.from <= middle && one.to > middle)?.state).toBe(state);
        }
      }),
    );
  });
});
