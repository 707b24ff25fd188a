/** A probability or risk with two decimals; an em dash where there is none. */
export function formatScore(score: number | null): string {
  return score === null ? '—' : score.toFixed(2);
}

/** A signed weight with two decimals and a real minus sign. */
export function formatWeight(weight: number): string {
  const text = Math.abs(weight).toFixed(2);
  if (text === '0.00') return '0.00';
  return `${weight < 0 ? '\u2212' : '+'}${text}`;
}
