import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Heartbeat } from './heartbeat.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A heartbeat every 10 ms that loses after three questions. */
function begin() {
  const state = { received: 0, isHeld: false, asked: 0, lost: 0 };
  const heartbeat = new Heartbeat(10, 3, {
    received: () => state.received,
    isHeld: () => state.isHeld,
    ask: () => (state.asked += 1),
    lose: () => (state.lost += 1),
  });
  return { state, heartbeat };
}

test('asks only in silence, and loses once, after as many questions as it was given', () => {
  const { state } = begin();
  vi.advanceTimersByTime(10);
  expect(state).toMatchObject({ asked: 0, lost: 0 });
  vi.advanceTimersByTime(30);
  expect(state).toMatchObject({ asked: 3, lost: 0 });
  vi.advanceTimersByTime(10);
  expect(state).toMatchObject({ asked: 3, lost: 1 });
  vi.advanceTimersByTime(1000);
  expect(state).toMatchObject({ asked: 3, lost: 1 });
});

test('any sign of life begins the count anew; while this side does not read, silence means nothing', () => {
  const { state } = begin();
  for (let turn = 0; turn < 20; turn++) {
    vi.advanceTimersByTime(30);
    state.received++;
  }
  expect(state.lost).toBe(0);
  expect(state.asked).toBeGreaterThan(20);
  state.isHeld = true;
  const asked = state.asked;
  vi.advanceTimersByTime(1000);
  expect(state).toMatchObject({ asked, lost: 0 });
});

test('once stopped it neither asks nor loses', () => {
  const { state, heartbeat } = begin();
  heartbeat.stop();
  vi.advanceTimersByTime(1000);
  expect(state).toMatchObject({ asked: 0, lost: 0 });
});
