import { expect, it } from 'vitest';
import { listSpeeds, stepWindow } from './replay.ts';

it('replays a long session faster', () => {
  expect(listSpeeds(60e6)).toEqual([1, 10, 60]);
  expect(listSpeeds(24 * 3600e6)).toEqual([60, 600, 3600]);
});

it('starts with a part of the session, moves on and stops at its end', () => {
  const axis = { from: 0, to: 1200 };
  const first = stepWindow(axis, null, 50);
  expect(first).toEqual({ from: 0, to: 100 });
  expect(stepWindow(axis, first, 50)).toEqual({ from: 50, to: 150 });
  expect(stepWindow(axis, { from: 1090, to: 1190 }, 50)).toEqual({ from: 1100, to: 1200 });
  expect(stepWindow(axis, { from: 1100, to: 1200 }, 50)).toBeNull();
});
