/** What became of a stretch of time. */
export interface LearnedStretch {
  from: number;
  to: number;
  state: 'learned' | 'kept-out' | 'rejected' | 'incomplete';
}

const MOST = 256;
/** What lies this close together is one stretch, microseconds. */
const NEAR = 30e6;
const GRAVITY = { learned: 0, incomplete: 1, 'kept-out': 2, rejected: 3 } as const;

/** From which time was learned, and from which not: stretches without overlap, oldest first. Bounded. */
export class LearnedTime {
  #stretches: LearnedStretch[] = [];
  /** Microseconds learned from and left out, over all time. */
  learnedSpan = 0;
  leftOutSpan = 0;

  add(from: number, to: number, state: LearnedStretch['state']): void {
    const last = this.#stretches.at(-1);
    const start = last === undefined ? from : Math.max(from, last.to);
    const span = Math.max(0, to - start);
    if (state === 'learned' || state === 'incomplete') this.learnedSpan += span;
    else this.leftOutSpan += span;
    if (last === undefined || start - last.to > NEAR || (last.state !== state && to > last.to)) {
      this.#stretches.push({ from: start, to: Math.max(start, to), state });
      if (this.#stretches.length > MOST) this.#shorten();
      return;
    }
    last.to = Math.max(last.to, to);
    // Several windows end together: what was kept out of one is not learned time.
    if (GRAVITY[state] > GRAVITY[last.state] && to - last.from < NEAR) last.state = state;
  }

  get stretches(): readonly LearnedStretch[] {
    return this.#stretches;
  }

  restore(stretches: readonly LearnedStretch[], learnedSpan: number, leftOutSpan: number): void {
    this.#stretches = stretches.map((stretch) => ({ ...stretch })).slice(-MOST);
    this.learnedSpan = learnedSpan;
    this.leftOutSpan = leftOutSpan;
  }

  /** Joins the two neighbours of which the first is shortest. */
  #shorten(): void {
    let least = 1;
    for (let at = 1; at < this.#stretches.length - 1; at++) {
      const one = this.#stretches[at];
      const other = this.#stretches[least];
      if (one !== undefined && other !== undefined && one.to - one.from < other.to - other.from) least = at;
    }
    const [gone] = this.#stretches.splice(least, 1);
    const before = this.#stretches[least - 1];
    if (gone !== undefined && before !== undefined) before.to = gone.to;
  }
}
