/** What a twin goes by. Spans are microseconds. */
export interface TwinSettings {
  /** False alarms a person accepts of one VM in a week. */
  alertsPerWeek: number;
  /** A channel judges once it has learned so many windows, over so long, and learned no more than it knew before. */
  ripeWindows: number;
  ripeSpan: number;
  /** How much the surprise of the newest quarter of windows may differ from that of the quarter before: a share. */
  ripeChange: number;
  /** Quiet time after which a VM that is watched may be acted on. */
  quietSpan: number;
  /** P-value under which a window is not learned. */
  keepOut: number;
  /** Time after which what was kept out is learned unless somebody decided. */
  ageOut: number;
  /** How far what is normal may drift from what it was when last looked at, as Jensen-Shannon divergence in bits (0 to 1). */
  mostDrift: number;
  /** Time between kept versions of a model. */
  versionSpan: number;
  /** Time after which counts are halved. */
  epochSpan: number;
}

const MINUTE = 60e6;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Settings of a VM for which nothing else was set. */
export const TWIN_SETTINGS: TwinSettings = {
  alertsPerWeek: 1,
  ripeWindows: 120,
  ripeSpan: 5 * MINUTE,
  ripeChange: 0.25,
  quietSpan: 7 * DAY,
  keepOut: 0.01,
  ageOut: 7 * DAY,
  mostDrift: 0.25,
  versionSpan: 6 * HOUR,
  epochSpan: 14 * DAY,
};

/** Steps that windows are brought together in, and how many of these a week has. */
export const STEP = 2e6;
export const STEPS_A_WEEK = (7 * DAY) / STEP;
