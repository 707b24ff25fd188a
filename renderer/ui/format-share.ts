/** A share from 0 to 1 as a percentage with a thin space: `62 %`, `99.98 %`; never rounds up to a whole it is not. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent}\u2009%`;
  if (percent > 99) return `${(Math.floor(percent * 100) / 100).toFixed(2)}\u2009%`;
  if (percent < 1) return percent < 0.01 ? `< 0.01\u2009%` : `${percent.toFixed(2)}\u2009%`;
  return `${Math.round(percent)}\u2009%`;
}
