import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tellEffect } from './tell-effect.ts';

const limit = 0.475;

it.each([
  [0.5, 0.1, 'alert', 'raise an alert'],
  [0.475, 0.4749, 'alert', 'raise an alert'],
  [0.11, 0.09, 'changes', '0.11 → 0.09'],
  [0.11, 0.1101, 'nothing', 'add nothing new'],
  [0.5, 0.5, 'nothing', 'note only'],
  [0.5, 0.48, 'changes', '0.50 → 0.48'],
  [0.5, 0.95, 'changes', '0.50 → 0.95'],
  [0.3, 0.48, 'changes', 'end the alert, 0.30 → 0.48'],
])('from %d to %d it is %s: %s', (before, after, kind, words) =>
  expect(tellEffect({ before, after }, limit)).toEqual({ kind, words }),
);
it('raises an alert only where the limit lies between', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, (before, after) => {
      expect(tellEffect({ before, after }, limit).kind === 'alert').toBe(before >= limit && after < limit);
    }),
  );
});
