import { thin } from './thin-space.ts';

/** A share from 0 to 1 as a percentage with a thin space: `62 %`, `99.98 %`; never rounds up to a whole it is not. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent}${thin}%`;
  if (percent > 99) return `${(Math.floor(percent * 100) / 100).toFixed(2)}${thin}%`;
  if (percent < 1) return percent < 0.01 ? `< 0.01${thin}%` : `${percent.toFixed(2)}${thin}%`;
  return `${Math.round(percent)}${thin}%`;
}
