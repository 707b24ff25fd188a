/** Band of a risk score; `none` where nothing was scored. */
export type RiskBand = 'none' | 'low' | 'elevated' | 'high' | 'critical';

/** Bands, worst first. */
export const riskBands = ['critical', 'high', 'elevated', 'low', 'none'] as const satisfies readonly RiskBand[];

/** Band of a score from 0 to 1: below 0.40 low, from 0.40 elevated, from 0.70 high, from 0.90 critical. */
export function bandOf(risk: number | null): RiskBand {
  if (risk === null) return 'none';
  // Two decimals are shown, so the band follows what is shown: 0.699 reads 0.70 and is high.
  const shown = Math.round(risk * 100) / 100;
  if (shown >= 0.9) return 'critical';
  if (shown >= 0.7) return 'high';
  return shown >= 0.4 ? 'elevated' : 'low';
}

const words: Record<RiskBand, string> = {
  none: 'Not scored',
  low: 'Low',
  elevated: 'Elevated',
  high: 'High',
  critical: 'Critical',
};

/** The word of a band, as headings and facets show it. */
export function bandWord(band: RiskBand): string {
  return words[band];
}
