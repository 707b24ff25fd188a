import type { AgentTold } from './agent-told.ts';

/** What an agent answered to a request. */
export interface AgentAnswer {
  ok: boolean;
  text: string;
  bytes: Uint8Array;
}

/** Microseconds an answer may take, and bytes it may come to. */
const PATIENCE = 30e6;
const MOST_BYTES = 1 << 20;

interface Waiting {
  due: number;
  parts: Map<number, Uint8Array>;
  bytes: number;
  resolve: (answer: AgentAnswer) => void;
  reject: (problem: Error) => void;
}

/** Requests to one agent that wait for their answers. */
export class AgentRequests {
  readonly #waiting = new Map<number, Waiting>();

  /** @param number one that is not in use @returns what resolves with its answer */
  add(now: number, number: number): Promise<AgentAnswer> {
    return new Promise<AgentAnswer>((resolve, reject) => {
      this.#waiting.set(number, { due: now + PATIENCE, parts: new Map(), bytes: 0, resolve, reject });
    });
  }

  /** Takes a part of an answer; answers nobody waits for are passed over. @returns whether somebody waits for it */
  take({ request, ok, text, bytes, part, parts }: AgentTold['answers'][number]): boolean {
    const waiting = this.#waiting.get(request);
    if (waiting === undefined || part < 1 || part > parts) return false;
    if (!waiting.parts.has(part)) {
      const piece = Buffer.from(bytes, 'base64');
      waiting.parts.set(part, piece);
      waiting.bytes += piece.length;
    }
    if (waiting.bytes > MOST_BYTES) {
      this.#waiting.delete(request);
      waiting.reject(new Error('The agent answered with more than was asked for.'));
      return true;
    }
    if (waiting.parts.size < parts) return true;
    this.#waiting.delete(request);
    const whole = new Uint8Array(waiting.bytes);
    let at = 0;
    for (const [, piece] of [...waiting.parts].sort(([left], [right]) => left - right)) {
      whole.set(piece, at);
      at += piece.length;
    }
    waiting.resolve({ ok, text, bytes: whole });
    return true;
  }

  /** Gives up requests that have waited too long. */
  tick(now: number): void {
    for (const [number, { due, reject }] of this.#waiting) {
      if (now < due) continue;
      this.#waiting.delete(number);
      reject(new Error('The agent did not answer in time.'));
    }
  }

  /** Gives up all: the line is closed, or another agent is there. */
  fail(why: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }
}
