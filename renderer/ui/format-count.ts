import { thin } from './thin-space.ts';

const grouped = new Intl.NumberFormat('en-US');

/** A count with thousands separated: `41,822`. */
export function formatCount(count: number): string {
  return grouped.format(count);
}

/** A count in little room: `41,822` up to a hundred thousand, then `412 k`, `1.9 M`, `2.4 G` with a thin space. */
export function formatShortCount(count: number): string {
  if (count < 100_000) return formatCount(count);
  const steps = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const;
  for (const [size, unit] of steps) {
    // 999,600 would read "1000 k": the next unit takes over where rounding reaches it.
    if (count >= size * 0.9995) {
      const value = count / size;
      return `${value < 99.95 ? value.toFixed(1) : Math.round(value)}${thin}${unit}`;
    }
  }
  return formatCount(count);
}
