/** Words kept of a slot, the most frequent. */
const MOST_WORDS = 96;
/** Slots that wait to be taken. */
const MOST_WAITING = 256;
/** Words held while a slot goes on. */
const MOST_HELD = 512;
/** How long slots are and for how long each kind is kept, microseconds. */
export const SLOTS = [
  { length: 600e6, kept: 86_400e6 },
  { length: 3600e6, kept: 7 * 86_400e6 },
  { length: 86_400e6, kept: 60 * 86_400e6 },
] as const;

/** What a VM did within a slot of time: how much of each habit. A habit is `verb TAB object`. */
export interface HabitSlot {
  from: number;
  /** Microseconds. */
  length: number;
  words: Record<string, number>;
}

/** A slot with its words as JSON: as objects, each with words of its own, they take ten times as much. */
interface PackedSlot extends Omit<HabitSlot, 'words'> {
  words: string;
}

/** Counts the habits of a VM by the slot, bounded, for a person who asks what has changed since a day. */
export class HabitBook {
  #slot: { from: number; words: Map<string, number> } | null = null;
  #done: PackedSlot[] = [];
  /** Habits that a full slot left out. */
  refused = 0;

  add(time: number, habit: string, amount: number): void {
    const { length } = SLOTS[0];
    const from = Math.floor(time / length) * length;
    if (this.#slot === null || from > this.#slot.from) {
      this.#finish();
      this.#slot = { from, words: new Map() };
    }
    const { words } = this.#slot;
    const known = words.get(habit);
    if (known === undefined && words.size >= MOST_HELD) this.refused++;
    else words.set(habit, (known ?? 0) + amount);
  }

  /** Slots that are over and were not taken yet. */
  takeDone(): HabitSlot[] {
    return this.#done.splice(0).map(unpackSlot);
  }

  /** Slots that are over and wait to be taken. */
  get waiting(): HabitSlot[] {
    return this.#done.map(unpackSlot);
  }

  /** The slot that goes on, null for none. */
  get current(): HabitSlot | null {
    return this.#slot === null ? null : toSlot(this.#slot.from, this.#slot.words);
  }

  /** Goes on with a slot that was kept. */
  restore(slot: HabitSlot | null): void {
    this.#slot = slot === null ? null : { from: slot.from, words: new Map(Object.entries(slot.words)) };
  }

  #finish(): void {
    if (this.#slot === null || this.#done.length >= MOST_WAITING) return;
    const { words, ...slot } = toSlot(this.#slot.from, this.#slot.words);
    this.#done.push({ ...slot, words: JSON.stringify(words) });
  }
}

function unpackSlot({ words, ...slot }: PackedSlot): HabitSlot {
  return { ...slot, words: JSON.parse(words) as HabitSlot['words'] };
}

function toSlot(from: number, words: ReadonlyMap<string, number>): HabitSlot {
  return { from, length: SLOTS[0].length, words: Object.fromEntries(mostOf(words)) };
}

/** The habits that tell most: all that came once or more of rare kinds before the many of common ones. */
function mostOf(words: ReadonlyMap<string, number>): [string, number][] {
  const entries = [...words].filter(([word]) => word !== '__proto__');
  return entries
    .sort((left, right) => weight(right) - weight(left) || (left[0] < right[0] ? -1 : 1))
    .slice(0, MOST_WORDS);
}

function weight([word, amount]: [string, number]): number {
  // Bytes are no counts.
  return word.startsWith('bytes') ? 1e6 : amount;
}

/** Adds slots up to one of a greater length. */
export function joinSlots(from: number, length: number, slots: readonly HabitSlot[]): HabitSlot {
  const words = new Map<string, number>();
  for (const slot of slots)
    for (const [word, amount] of Object.entries(slot.words)) words.set(word, (words.get(word) ?? 0) + amount);
  return { from, length, words: Object.fromEntries(mostOf(words)) };
}
