import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutFreely } from './free-layout.ts';
import { spreadApart } from './spread-apart.ts';

describe('spreading apart', () => {
  it('leaves no two of a crowd on top of each other', () => {
    const spot = fc.record({
      x: fc.double({ min: -80, max: 80, noNaN: true }),
      y: fc.double({ min: -80, max: 80, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(spot, { minLength: 2, maxLength: 12 }), (spots) => {
        const spread = spreadApart(
          spots.map((place, index) => [`n${index}`, place] as const),
          new Set(),
          60,
          40,
          400,
        );
        for (const [at, [, a]] of spread.entries())
          for (const [, b] of spread.slice(at + 1))
            expect(Math.abs(a.x - b.x) >= 58 || Math.abs(a.y - b.y) >= 38).toBe(true);
      }),
    );
  });
  it('does not move what is kept', () => {
    const kept = { x: 5, y: 5 };
    const spread = new Map(
      spreadApart(
        [
          ['a', kept],
          ['b', { x: 6, y: 6 }],
        ],
        new Set(['a']),
        60,
        40,
      ),
    );
    expect(spread.get('a')).toEqual(kept);
    expect(Math.abs((spread.get('b')?.x ?? 0) - 5) >= 59 || Math.abs((spread.get('b')?.y ?? 0) - 5) >= 39).toBe(true);
  });
});

describe('free layout', () => {
  it('places each node once, keeps known places and puts a new one apart', () => {
    const nodes = Array.from({ length: 30 }, (_, index) => ({ id: `n${index}`, width: 60, height: 60 }));
    const edges = nodes.map((_, index) => ({ from: `n${index}`, to: `n${(index * 7 + 1) % 30}` }));
    const first = layoutFreely({ nodes, edges, kept: [] });
    expect(new Set(first.map(([id]) => id)).size).toBe(30);
    const more = [...nodes, { id: 'new', width: 60, height: 60 }];
    const second = new Map(layoutFreely({ nodes: more, edges: [...edges, { from: 'new', to: 'n3' }], kept: first }));
    for (const [id, place] of first) {
      expect(second.get(id)?.x).toBeCloseTo(place.x, 3);
      expect(second.get(id)?.y).toBeCloseTo(place.y, 3);
    }
    expect(second.has('new')).toBe(true);
  });
});
