/** A scale from 0: its top, and the values that get a grid line, at most five of them with 0. */
export interface ValueAxis {
  top: number;
  ticks: number[];
}

const rounds = [1, 2, 2.5, 3, 5, 10] as const;

/** A scale that holds `peak` with a little room above it, in steps a person counts in: 1, 2, 2.5, 3, 5 times a power of ten. */
export function makeValueAxis(peak: number): ValueAxis {
  if (!(peak > 0) || !Number.isFinite(peak)) return { top: 1, ticks: [0, 0.5, 1] };
  const room = peak * 1.08;
  const power = 10 ** Math.floor(Math.log10(room / 4));
  const step = (rounds.find((round) => round * power * 4 >= room) ?? 10) * power;
  const count = Math.ceil(room / step);
  // 0.30000000000000004 is no word on an axis.
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
  return { top: ticks.at(-1) ?? 1, ticks };
}

/** A value of a channel in words: one decimal, two under 1, none from 100 up. */
export function formatLevel(value: number | null): string {
  if (value === null) return '—';
  const size = Math.abs(value);
  if (size >= 99.95) return String(Math.round(value));
  return value.toFixed(size < 0.995 && size > 0 ? 2 : 1);
}
