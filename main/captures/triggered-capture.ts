import type { Alert } from '../../shared/contract/subject.ts';

/** Microseconds of packets kept before an alert's first sign and after its last. */
const margin = 120e6;
/** Alerts weaker than this do not keep packets. */
const leastScore = 0.5;
/** Alerts whose packets are remembered as kept; beyond, the oldest may be kept again. */
const mostKnown = 5000;

/** What is to be kept: packets of a stretch of time, for an alert. */
export interface KeepRequest {
  alert: Pick<Alert, 'id' | 'type' | 'subjectName' | 'title'>;
  /** Microseconds since the epoch. */
  from: number;
  to: number;
}

/**
 * Decides when packets are to be kept because of an alert: once when the minutes after its last sign are over. While an
 * alert goes on it is waited for, so that what is kept holds all of it, yet never longer than ten such margins.
 */
export class TriggeredCapture {
  readonly #waiting = new Map<string, KeepRequest & { since: number }>();
  readonly #done = new Map<string, number>();
  #since: number | null = null;

  /** What is due. @param now microseconds since the epoch */
  due(alerts: readonly Alert[], now: number): KeepRequest[] {
    this.#since ??= now;
    // What was over long before is known from an earlier watch, which kept it.
    const recent = this.#since - margin;
    for (const alert of alerts) {
      const { id, type, subjectName, title, score, firstSeen, lastSeen } = alert;
      // The same alert again, after what was kept of it, is kept again.
      if (score < leastScore || lastSeen < recent || lastSeen <= (this.#done.get(id) ?? 0)) continue;
      const known = this.#waiting.get(id);
      const start = Math.max(firstSeen, this.#done.get(id) ?? 0);
      this.#waiting.set(id, {
        alert: { id, type, subjectName, title },
        from: known?.from ?? Math.max(0, start - margin),
        to: lastSeen + margin,
        since: known?.since ?? now,
      });
    }
    const due: KeepRequest[] = [];
    for (const [id, { alert, from, to, since }] of this.#waiting) {
      if (now < to && now - since < 10 * margin) continue;
      this.#waiting.delete(id);
      this.#done.delete(id);
      this.#done.set(id, to);
      const oldest = this.#done.size > mostKnown ? this.#done.keys().next().value : undefined;
      if (oldest !== undefined) this.#done.delete(oldest);
      due.push({ alert, from, to: Math.min(to, now) });
    }
    return due;
  }

  /** Alerts that are waited for. */
  get waiting(): number {
    return this.#waiting.size;
  }
}
