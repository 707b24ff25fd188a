import type { ChannelTrack } from './channel-track.ts';
import { combinePValues } from './combine-p-values.ts';
import type { ConformalRing } from './conformal-ring.ts';
import { Cusum } from './cusum.ts';
import { cusumThreshold } from './cusum-threshold.ts';
import type { EventStream, ScoredWindow } from './event-stream.ts';
import type { EventWindow } from './event-window.ts';

/** P-value from which a window has no part in what the sum remembers. */
const HAS_PART = 0.05;

/** A window that was compared with accepted ones. */
export interface JudgedWindow {
  ring: ConformalRing;
  /** Its number in the ring. */
  number: number;
  pValue: number;
  ringScore: number;
  window: EventWindow;
  /** Whose model judged it, and how; null for what is not a sequence. */
  by: { track: ChannelTrack; stream: EventStream; scored: ScoredWindow } | null;
  bits: number;
}

/**
 * Compares windows with accepted ones, brings the p-values of a step together over channels, and sums them up until the
 * alarm line is passed.
 */
export class WindowJudge {
  readonly cusum = new Cusum();
  #pending: JudgedWindow[] = [];
  #excursion: JudgedWindow[] = [];

  /** Compares a window: it stands among those that later ones are compared with, unless it turns out to depart. */
  compare(parts: Omit<JudgedWindow, 'number' | 'pValue'>): JudgedWindow {
    const pValue = parts.ring.pValue(parts.ringScore);
    const judged = { ...parts, pValue, number: parts.ring.put(parts.ringScore, parts.bits) };
    this.#pending.push(judged);
    return judged;
  }

  /** Takes a window out again: it belongs to a departure that is known. */
  withdraw(judged: JudgedWindow): void {
    judged.ring.expel(judged.number);
    this.#pending = this.#pending.filter((other) => other !== judged);
  }

  /** Whether there is anything to bring together. */
  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  /**
   * Ends a step.
   * @param stepsBetween mean steps between two false alarms
   * @param stretch how much farther the alarm line lies, see {@link AlarmBudget.stretch}
   * @returns the windows that together passed the alarm line, most unusual first; null where it was not passed
   */
  endStep(stepsBetween: number, stretch: number): JudgedWindow[] | null {
    const pending = this.#pending.splice(0);
    if (pending.length === 0) return null;
    const ranks = Math.max(...pending.map(({ ring }) => ring.size)) / pending.length;
    const pValue = combinePValues(pending.map((judged) => judged.pValue));
    const isAlarm = this.cusum.take(pValue, stretch * cusumThreshold(stepsBetween, ranks));
    this.#excursion.push(...pending.filter((judged) => judged.pValue <= HAS_PART));
    if (isAlarm) {
      const windows = this.#excursion.splice(0);
      for (const judged of windows) judged.ring.expel(judged.number);
      return windows.sort((left, right) => left.pValue - right.pValue || right.ringScore - left.ringScore);
    }
    if (!this.cusum.isRising) this.#excursion.length = 0;
    else if (this.#excursion.length > 256) this.#excursion.splice(0, 128);
    return null;
  }
}
