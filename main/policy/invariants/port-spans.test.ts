import fc from 'fast-check';
import { expect, it } from 'vitest';
import { joinSpans, lessSpans, meetSpans, type Span } from './port-spans.ts';

const spans = fc
  .array(fc.tuple(fc.nat(40), fc.nat(6)), { maxLength: 6 })
  .map((list) => joinSpans(list.map(([from, more]) => ({ from, to: from + more }))));
const has = (list: readonly Span[], port: number): boolean => list.some(({ from, to }) => port >= from && port <= to);

it('are sets of ports', () => {
  fc.assert(
    fc.property(spans, spans, (one, other) => {
      const [both, left] = [meetSpans(one, other), lessSpans(one, other)];
      for (let port = 0; port < 50; port++) {
        expect(has(both, port)).toBe(has(one, port) && has(other, port));
        expect(has(left, port)).toBe(has(one, port) && !has(other, port));
      }
      for (const list of [both, left, one])
        for (const [at, { from, to }] of list.entries()) {
          expect(from).toBeLessThanOrEqual(to);
          expect(from).toBeGreaterThan(list[at - 1]?.to ?? -1);
        }
    }),
  );
});
