/** What became of a stretch of time. */
export interface LearnedStretch {
  from: number;
  to: number;
  state: 'learned' | 'kept-out' | 'rejected' | 'incomplete';
}

const MOST = 256;
/** What lies this close together is one stretch, microseconds. */
const NEAR = 30e6;
/** States by their gravity. */
const STATES = ['learned', 'incomplete', 'kept-out', 'rejected'] as const satisfies readonly LearnedStretch['state'][];
/** Numbers of a stretch: begin, end, gravity of its state. */
const WIDTH = 3;

/** From which time was learned, and from which not: stretches without overlap, oldest first. Bounded. */
export class LearnedTime {
  /** Stretches one after the other as plain numbers: each VM of a fleet has hundreds. */
  #numbers: number[] = [];
  /** Microseconds learned from and left out, over all time. */
  learnedSpan = 0;
  leftOutSpan = 0;

  add(from: number, to: number, state: LearnedStretch['state']): void {
    const numbers = this.#numbers;
    const last = numbers.length - WIDTH;
    const lastTo = numbers[last + 1] ?? from;
    const start = Math.max(from, lastTo);
    const span = Math.max(0, to - start);
    if (state === 'learned' || state === 'incomplete') this.learnedSpan += span;
    else this.leftOutSpan += span;
    const gravity = STATES.indexOf(state);
    const lastGravity = numbers[last + 2] ?? 0;
    if (last < 0 || start - lastTo > NEAR || (lastGravity !== gravity && to > lastTo)) {
      numbers.push(start, Math.max(start, to), gravity);
      if (numbers.length > MOST * WIDTH) this.#shorten();
      return;
    }
    numbers[last + 1] = Math.max(lastTo, to);
    // Several windows end together: what was kept out of one is not learned time.
    if (gravity > lastGravity && to - (numbers[last] ?? 0) < NEAR) numbers[last + 2] = gravity;
  }

  get stretches(): readonly LearnedStretch[] {
    const numbers = this.#numbers;
    return Array.from({ length: numbers.length / WIDTH }, (_, index) => {
      const [from = 0, to = 0, gravity = 0] = numbers.slice(index * WIDTH, (index + 1) * WIDTH);
      return { from, to, state: STATES[gravity] ?? 'learned' };
    });
  }

  /** Begin of the first stretch, null before it. */
  get first(): number | null {
    return this.#numbers[0] ?? null;
  }

  restore(stretches: readonly LearnedStretch[], learnedSpan: number, leftOutSpan: number): void {
    this.#numbers = stretches.slice(-MOST).flatMap(({ from, to, state }) => [from, to, STATES.indexOf(state)]);
    this.learnedSpan = learnedSpan;
    this.leftOutSpan = leftOutSpan;
  }

  /** Joins the two neighbours of which the first is shortest. */
  #shorten(): void {
    const numbers = this.#numbers;
    const spanAt = (at: number): number => (numbers[at + 1] ?? 0) - (numbers[at] ?? 0);
    let least = WIDTH;
    for (let at = WIDTH; at < numbers.length - WIDTH; at += WIDTH) if (spanAt(at) < spanAt(least)) least = at;
    const [, to = 0] = numbers.splice(least, WIDTH);
    numbers[least - WIDTH + 1] = to;
  }
}
