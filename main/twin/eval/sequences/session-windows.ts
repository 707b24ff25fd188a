import type { NgramModel } from '../../models/ngram-model.ts';
import { scoreBits } from '../../score-bits.ts';
import { WINDOW_RULES } from '../../event-window.ts';
import type { SyscallSession, SyscallThread } from './syscall-session.ts';

/** A window of a thread as the engine would have judged it. */
export interface SessionWindow {
  /** When it is over and judged, milliseconds since the session began. */
  over: number;
  /** When its last call came. */
  last: number;
  score: number;
}

/** Cuts a thread as the engine does, after so many calls or so long, and scores each window; calls of the one before are context. */
export function threadWindows(model: NgramModel, { calls, times }: SyscallThread): SessionWindow[] {
  const { events, span } = WINDOW_RULES.syscalls;
  const bits = new Float32Array(calls.length);
  model.score(calls, bits);
  const windows: SessionWindow[] = [];
  let from = 0;
  for (let index = 1; index <= calls.length; index += 1) {
    const begun = times[from] ?? 0;
    const isFull = index - from === events;
    const isLate = (times[index] ?? Infinity) >= begun + span / 1000;
    if (!isFull && !isLate) continue;
    const last = times[index - 1] ?? 0;
    windows.push({
      over: isFull ? last : begun + span / 1000,
      last,
      score: scoreBits(bits.subarray(from, index), 0).score,
    });
    from = index;
  }
  return windows;
}

/** All windows of a session in the order in which they are judged. */
export function sessionWindows(model: NgramModel, session: SyscallSession): SessionWindow[] {
  return session.threads.flatMap((thread) => threadWindows(model, thread)).toSorted((a, b) => a.over - b.over);
}
