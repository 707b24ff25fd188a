import { sayBytes } from '../detection/say.ts';
import type { HabitSlot } from './habit-book.ts';

/** A sentence on how behaviour differs. */
export interface HabitSentence {
  text: string;
  kind: 'new' | 'gone' | 'more' | 'less';
}

const MOST_SENTENCES = 60;
/** Change of a rate that is told, and what must have come at least for it to be more than chance. */
const TIMES = 2.5;
const LEAST = { count: 8, bytes: 1e6 };

const HOUR = 3600e6;

interface Amount {
  amount: number;
  /** Times an hour, or bytes. */
  rate: number;
}

function sumUp(slots: readonly HabitSlot[]): Map<string, Amount> {
  const hours = Math.max(1 / 6, slots.reduce((sum, { length }) => sum + length, 0) / HOUR);
  const words = new Map<string, Amount>();
  for (const slot of slots) {
    for (const [word, amount] of Object.entries(slot.words)) {
      const all = (words.get(word)?.amount ?? 0) + amount;
      words.set(word, { amount: all, rate: all / hours });
    }
  }
  return words;
}

function sayTimes(factor: number): string {
  return factor >= 10 ? `${Math.round(factor)} ×` : `${factor.toFixed(1).replace(/\.0$/, '')} ×`;
}

function sayChange(habit: string, factor: number): string {
  const [verb = '', object = ''] = habit.split('\t');
  const times = sayTimes(factor);
  switch (verb) {
    case 'bytes written':
      return `${times} the writes to ${object}`;
    case 'peer':
      return `${times} the connections to ${object}`;
    case 'serves':
    case 'listens':
      return `${times} the visits on port ${object}`;
    default:
      return `${verb} ${object} ${times} as often`;
  }
}

function sayNew(habit: string, amount: number): string {
  const [verb = '', object = ''] = habit.split('\t');
  switch (verb) {
    case 'bytes written':
      return `writes to ${object}, ${sayBytes(amount)}`;
    case 'peer':
      return `new peer ${object}`;
    case 'serves':
    case 'listens':
      return `is visited on port ${object}`;
    case 'privilege':
      return `uses a privilege: ${object}`;
    default:
      return `${verb} ${object}`;
  }
}

/**
 * How what a VM did in some slots differs from what it did in earlier ones, in words: what is new first, then what came
 * more or less often an hour, then what came no more.
 */
export function diffHabits(before: readonly HabitSlot[], after: readonly HabitSlot[]): HabitSentence[] {
  const then = sumUp(before);
  const now = sumUp(after);
  const fresh: (HabitSentence & { weight: number })[] = [];
  const changed: (HabitSentence & { weight: number })[] = [];
  const gone: (HabitSentence & { weight: number })[] = [];
  for (const [habit, { amount, rate }] of now) {
    const known = then.get(habit);
    if (known === undefined) {
      fresh.push({ text: sayNew(habit, amount), kind: 'new', weight: amount });
      continue;
    }
    const least = habit.startsWith('bytes') ? LEAST.bytes : LEAST.count;
    const factor = rate / known.rate;
    if (Math.max(amount, known.amount) < least) continue;
    if (factor >= TIMES) changed.push({ text: sayChange(habit, factor), kind: 'more', weight: factor });
    else if (factor <= 1 / TIMES) changed.push({ text: sayChange(habit, factor), kind: 'less', weight: 1 / factor });
  }
  for (const [habit, { amount }] of then) {
    const least = habit.startsWith('bytes') ? LEAST.bytes : LEAST.count;
    const [verb = '', object = ''] = habit.split('\t');
    if (!now.has(habit) && amount >= least)
      gone.push({ text: `no more: ${verb} ${object}`, kind: 'gone', weight: amount });
  }
  const heaviest = (left: HabitSentence & { weight: number }, right: HabitSentence & { weight: number }): number =>
    right.weight - left.weight || (left.text < right.text ? -1 : 1);
  return [...fresh.sort(heaviest), ...changed.sort(heaviest), ...gone.sort(heaviest)]
    .slice(0, MOST_SENTENCES)
    .map(({ text, kind }) => ({ text, kind }));
}
