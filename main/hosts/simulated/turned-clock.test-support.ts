import type { HostClock } from '../host-clock.ts';

/** A clock that goes only when it is turned: timers run in the order they are due. */
export interface TurnedClock extends HostClock {
  /** Lets so many milliseconds pass. */
  turn(milliseconds: number): void;
}

/** Starts a clock at a time, microseconds since the epoch. */
export function createTurnedClock(start: number): TurnedClock {
  let now = start;
  const timers = new Set<{ due: number; every: number; run: () => void }>();
  return {
    now: () => now,
    every(milliseconds, run) {
      const timer = { due: now + milliseconds * 1000, every: milliseconds * 1000, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    turn(milliseconds) {
      const end = now + milliseconds * 1000;
      for (;;) {
        let next: { due: number; every: number; run: () => void } | null = null;
        for (const timer of timers) if (timer.due <= end && (next === null || timer.due < next.due)) next = timer;
        if (next === null) break;
        now = next.due;
        next.due += next.every;
        next.run();
      }
      now = end;
    },
  };
}
