import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layLadder, tellLadder, tellListing, tellMatch } from './lay-ladder.ts';
import { makeOpinion } from './make-feed.test-support.ts';

const unknown = makeOpinion({ reputation: 0.5, unknown: true, steps: [], listings: [], warnings: [] });

describe('a ladder', () => {
  it('names each feed and list, with what it takes and where it stands', () => {
    const { rungs, most, start, end } = layLadder(makeOpinion());
    expect({ most, start, end }).toEqual({ most: 0.5, start: 1, end: 0.525 });
    expect(rungs.map(({ title, kind }) => [title, kind])).toEqual([
      ['Feodo', 'listing'],
      ['ipsum', 'listing'],
      ['Hosting', 'warning'],
    ]);
    expect(rungs.map(({ change }) => Number(change.toFixed(4)))).toEqual([-0.45, -0.025, 0.2375]);
    expect(rungs[0]?.left).toBeCloseTo(0.1);
    expect(rungs[0]?.width).toBeCloseTo(0.9);
  });
  it('reaches to 1 where something is known good', () => {
    const good = makeOpinion({ steps: [{ text: 'Own', value: 0.95 }], reputation: 0.95, warnings: [] });
    expect(layLadder(good)).toMatchObject({ most: 1, start: 0.5, end: 0.95 });
  });
  it('has no rung where nobody knows, and says so', () => {
    expect(layLadder(unknown)).toMatchObject({ rungs: [], start: 1, end: 1 });
    expect(tellLadder(unknown)).toBe('No feed in use lists it: 0.50, unknown.');
  });
  it('stays inside its scale, and each rung begins where the one before ended', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (values) => {
        const steps = values.map((value) => ({ text: 'x', value }));
        const ladder = layLadder(makeOpinion({ steps, reputation: values.at(-1) ?? 0.5 }));
        let from = ladder.start;
        for (const { left, width, end } of ladder.rungs) {
          expect(left).toBeCloseTo(Math.min(from, end));
          expect(left + width).toBeCloseTo(Math.max(from, end));
          expect(left + width).toBeLessThanOrEqual(1 + 1e-9);
          from = end;
        }
        expect(ladder.end).toBeCloseTo(from);
      }),
    );
  });
});

describe('words', () => {
  it('of a whole ladder', () =>
    expect(tellLadder(makeOpinion())).toBe('From 0.50 to 0.26: listed by 2 feeds, known to 1 warning list.'));
  it('of a listing leave out what it does not say', () => {
    const { listings, asked } = makeOpinion();
    const told = (other: string): string[] => listings.map((listing) => tellListing(listing, other));
    expect(told(` ${asked} `)).toEqual(['same address and port, Emotet, seen Thu 19 Nov 2026', 'same address']);
    expect(told('203.0.113.77')[1]).toBe('same address, 203.0.113.77:443');
  });
  it('of a match that is new are its own', () => expect(tellMatch('constructor')).toBe('constructor'));
});
