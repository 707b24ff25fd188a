/** What a heartbeat watches and does. */
interface Pulse {
  /** Bytes that came so far. */
  received(): number;
  /** Whether this side does not read now: then silence means nothing. */
  isHeld(): boolean;
  /** Asks the other side whether it is there. */
  ask(): void;
  /** Takes notice that it is not. */
  lose(): void;
}

/** Asks after each interval of silence; after so many questions without a sign of life the other side is lost. */
export class Heartbeat {
  readonly #pulse: Pulse;
  readonly #count: number;
  readonly #timer: NodeJS.Timeout;
  #received = -1;
  #unanswered = 0;

  /** @param interval milliseconds */
  constructor(interval: number, count: number, pulse: Pulse) {
    this.#pulse = pulse;
    this.#count = count;
    this.#timer = setInterval(() => this.#beat(), interval);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    const received = this.#pulse.received();
    if (received !== this.#received || this.#pulse.isHeld()) {
      this.#received = received;
      this.#unanswered = 0;
    } else if (this.#unanswered >= this.#count) {
      this.stop();
      this.#pulse.lose();
    } else {
      this.#unanswered++;
      this.#pulse.ask();
    }
  }
}
