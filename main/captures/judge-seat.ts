import type { Answers, Assessment } from '../detection/assessment.ts';
import type { Observation } from '../telemetry/observation.ts';
import type { TwinBook } from '../twin/twin-book.ts';
import type { SessionJudge, SessionParts } from './session-parts.ts';

/** Where a session's judge sits, with the twins beside: both hear what is observed, and the judge what twins find. */
export class JudgeSeat implements SessionJudge {
  #judge: SessionJudge;
  /** Twins of the session's VMs, null where it has none. */
  readonly twins: TwinBook | null;
  readonly #answers: () => Answers | undefined;

  /** @param closed aborts when the session is closed: then twins are saved */
  constructor(parts: Pick<SessionParts, 'createJudge' | 'createTwins' | 'answers' | 'id'>, closed: AbortSignal) {
    const { createJudge, createTwins } = parts;
    this.#judge = createJudge();
    this.#answers = () => parts.answers?.(parts.id);
    this.twins = createTwins?.((finding) => this.#judge.observe({ kind: 'finding', finding })) ?? null;
    closed.addEventListener('abort', () => this.twins?.close(), { once: true });
  }

  /** Who judges now: to be told what twins have learned from already. */
  get judge(): SessionJudge {
    return this.#judge;
  }

  observe(observation: Observation): void {
    this.#judge.observe(observation);
    this.twins?.observe(observation);
  }

  assess(): Assessment {
    this.twins?.rest();
    return this.#judge.assess(this.#answers());
  }

  /** Another judge takes the seat; it is told what twins have found. Tell it the rest. */
  seat(judge: SessionJudge): SessionJudge {
    for (const finding of this.twins?.findings() ?? []) judge.observe({ kind: 'finding', finding });
    this.#judge = judge;
    return judge;
  }
}
