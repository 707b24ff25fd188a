import { tellEvery } from './feed-words.ts';

const usual = [0, 15, 60, 360, 1440, 10_080];

/** Schedules to choose from, minutes between two fetches, with the one that is set. */
export function listSchedules(current: number): { value: number; words: string }[] {
  const values = usual.includes(current) ? usual : [...usual, current].toSorted((left, right) => left - right);
  return values.map((value) => ({ value, words: tellEvery(value) }));
}
