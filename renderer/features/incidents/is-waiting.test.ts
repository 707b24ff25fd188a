import { expect, it } from 'vitest';
import { makeAlert, makeIncident } from '../../data/make-row.test-support.ts';
import { isHeldBack, isWaiting } from './is-waiting.ts';

const alerts = [makeAlert({})];
it.each([
  [{ state: 'new' as const }, true],
  [{ state: 'looking' as const }, true],
  [{ state: 'contained' as const }, false],
  [{ state: 'closed' as const }, false],
  [{ single: true }, false],
  [{ heldBack: 1 }, false],
  [{ heldBack: 1, alerts: [...alerts, makeAlert({ id: 'b' })] }, true],
])('%j waits: %s', (part, waits) => {
  expect(isWaiting(makeIncident({ alerts, ...part }))).toBe(waits);
});

it('nothing is held back where nothing is told', () => {
  expect(isHeldBack(makeIncident({ alerts: [] }))).toBe(false);
});
