import { STEP, STEPS_A_WEEK } from './twin-settings.ts';

/** Least steps a nominal rate is estimated from. */
const ENOUGH = 300;
/** Times the line of an old baseline, at first; and at most for alarms beyond the budget. */
const YOUNG = 3;
const MOST_EXCESS = 4;

/** How many false alarms a VM may raise, and how many it did. */
export class AlarmBudget {
  perWeek: number;
  /** Steps in which windows were judged, and the time over which they came, microseconds. */
  steps = 0;
  span = 0;
  alarms = 0;
  /** Alarms a person called harm. */
  hits = 0;
  #last = 0;

  constructor(perWeek: number) {
    this.perWeek = perWeek;
  }

  /** A step in which something was judged. */
  step(now: number): void {
    this.steps++;
    // Time in which nothing was watched is no quiet time.
    if (this.#last > 0) this.span += Math.min(60e6, Math.max(0, now - this.#last));
    this.#last = now;
  }

  /** Mean steps between two false alarms that spend the budget: by how many steps a week this VM really has. */
  get stepsBetween(): number {
    const rate = this.steps >= ENOUGH && this.span > 0 ? (this.steps / this.span) * STEP : 1;
    return (STEPS_A_WEEK * Math.min(1, rate)) / this.perWeek;
  }

  /**
   * How much farther than by its budget the alarm line lies: up to three times while the baseline is young, since what a VM
   * does once an hour or a day was not seen yet; and farther with each alarm beyond the budget, so that what quiet time
   * gives comes back to what was asked for.
   * @param maturity of the baseline, 0 to 1
   */
  stretch(maturity: number): number {
    const allowed = (this.span / (STEPS_A_WEEK * STEP)) * this.perWeek;
    const excess = Math.max(0, this.alarms - this.hits - Math.max(1, allowed));
    return (YOUNG - (YOUNG - 1) * Math.sqrt(maturity)) * Math.min(MOST_EXCESS, 1 + excess / 2);
  }

  /** Alarms a step that are allowed for, 0 to 1. */
  get nominal(): number {
    return Math.min(1, 1 / this.stepsBetween);
  }

  /** Alarms a step that quiet time gave, 0 to 1; null while nothing was judged. */
  get realised(): number | null {
    return this.steps === 0 ? null : Math.min(1, Math.max(0, this.alarms - this.hits) / this.steps);
  }
}
