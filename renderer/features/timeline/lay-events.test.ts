import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layEvents } from './lay-events.ts';

describe('words of marks', () => {
  it('stand right of the mark, else left, else below, else nowhere', () => {
    const title = 'beacon begins';
    expect(layEvents([{ x: 100, title }], 400)).toEqual([{ row: 0, side: 'right' }]);
    expect(layEvents([{ x: 390, title }], 400)).toEqual([{ row: 0, side: 'left' }]);
    expect(
      layEvents(
        [
          { x: 5, title },
          { x: 60, title },
        ],
        150,
      ),
    ).toEqual([
      { row: 1, side: 'right' },
      { row: 0, side: 'right' },
    ]);
    expect(layEvents([{ x: 10, title: 'x'.repeat(200) }], 400)).toEqual([null]);
  });
  it('never lie over each other nor leave the line', () => {
    const mark = fc.record({ x: fc.integer({ min: 0, max: 800 }), title: fc.string({ minLength: 1, maxLength: 30 }) });
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 25 }), (marks) => {
        const spans = layEvents(marks, 800).flatMap((label, index) => {
          const it = marks[index];
          if (label === null || it === undefined) return [];
          const gap = label.row === 0 ? 10 : -4;
          const length = it.title.length * 5.9;
          const from = label.side === 'right' ? it.x + gap : it.x - gap - length;
          return [{ row: label.row, from, to: from + length }];
        });
        for (const [index, a] of spans.entries()) {
          expect(a.from).toBeGreaterThanOrEqual(0);
          expect(a.to).toBeLessThanOrEqual(800);
          for (const b of spans.slice(index + 1)) {
            if (a.row === b.row) expect(a.to <= b.from || b.to <= a.from).toBe(true);
          }
        }
      }),
    );
  });
});
