/** A mark with words on a line of given width. */
export interface EventMark {
  /** Place of the mark, pixels. */
  x: number;
  title: string;
}

/** Where the words of a mark stand; null where there is no room for them (they stay in the tooltip). */
export interface EventLabel {
  row: 0 | 1;
  side: 'left' | 'right';
}

const character = 5.9;
/** Words of the first row keep clear of their mark; those of the second stand under it and begin at its edge. */
const gaps = [10, -4] as const;

interface Taken {
  from: number;
  to: number;
}

/**
 * Finds room for the words of marks, in order, on two rows: right of the mark or left of it, never over other words and,
 * on the first row, never over another mark. `width` and places are pixels.
 */
export function layEvents(marks: readonly EventMark[], width: number): (EventLabel | null)[] {
  const taken: [Taken[], Taken[]] = [marks.map(({ x }) => ({ from: x - 7, to: x + 7 })), []];
  return marks.map((mark) => {
    const length = mark.title.length * character;
    for (const row of [0, 1] as const) {
      for (const side of ['right', 'left'] as const) {
        const from = side === 'right' ? mark.x + gaps[row] : mark.x - gaps[row] - length;
        const to = from + length;
        if (from < 0 || to > width) continue;
        if (taken[row].some((other) => from < other.to && other.from < to)) continue;
        taken[row].push({ from: from - 4, to: to + 4 });
        return { row, side };
      }
    }
    return null;
  });
}
