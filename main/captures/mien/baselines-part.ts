/** Part of a session file with what twins knew when it began. */
export const BASELINES = 'state/baselines';
