import type { TwinChannel } from '../telemetry/finding.ts';
import type { Happening } from './happening.ts';
import type { Token } from './sequence-model.ts';

/** An unbroken run within a window. */
export interface WindowRun {
  /** Of the first call, microseconds. */
  time: number;
  tokens: Token[];
  /** How many of the tokens, from the first, are of the window before: context, not scored. */
  context: number;
}

/** What one service and thread did in a short time: system calls as runs, or happenings in order. */
export interface EventWindow {
  channel: TwinChannel;
  service: string;
  thread: string;
  /** Microseconds since the epoch. */
  from: number;
  to: number;
  runs: WindowRun[];
  happenings: Happening[];
  events: number;
  /** Why it must not be learned whatever its score, '' where nothing speaks against it. */
  tainted: string;
}

/** When windows end: after so many events, after so long; with fewer events than `few` they wait up to three times as long. */
export const WINDOW_RULES = {
  syscalls: { events: 256, span: 2e6, few: 8 },
  processes: { events: 64, span: 4e6, few: 2 },
  flows: { events: 64, span: 20e6, few: 3 },
} as const;

/** A channel whose windows hold sequences. */
export type SequenceChannel = keyof typeof WINDOW_RULES;

/** Whether a window that is open is over by a time. */
export function isOver(window: EventWindow, channel: SequenceChannel, now: number): boolean {
  const { events, span, few } = WINDOW_RULES[channel];
  if (window.events >= events) return true;
  const open = now - window.from;
  return open >= span * (window.events < few ? 3 : 1);
}
