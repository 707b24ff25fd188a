import type { TwinSeries } from '../../../shared/contract/twin.ts';

type Stretch = TwinSeries['learned'][number];

/** Least share of the axis that is drawn by itself: some two pixels. */
const least = 0.002;

/**
 * The stretches of a series as its strip draws them: cut to its time, with neighbours of one state as one. What lies
 * between two of one state and would be no wider than a line goes with them, but for learned time: less than what was
 * kept out is never drawn.
 */
export function joinStretches(series: Pick<TwinSeries, 'from' | 'to' | 'learned'>): Stretch[] {
  const thin = (series.to - series.from) * least;
  const joined: Stretch[] = [];
  const ordered = series.learned
    .filter(({ from, to }) => to > series.from && from < series.to)
    .toSorted((a, b) => a.from - b.from);
  for (const { from, to, state } of ordered) {
    const cut = { from: Math.max(series.from, from), to: Math.min(series.to, to), state };
    const last = joined.at(-1);
    if (last?.state === state && cut.from - last.to <= thin) {
      last.to = Math.max(last.to, cut.to);
      continue;
    }
    const before = joined.at(-2);
    if (last?.state === 'learned' && before?.state === state && state !== 'learned' && cut.from - before.to <= thin) {
      joined.pop();
      before.to = Math.max(before.to, cut.to);
      continue;
    }
    joined.push(cut);
  }
  return joined;
}
