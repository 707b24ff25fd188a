/** What a person wrote as budget: alerts a VM-week, or why it is none. */
export type Budget = { perWeek: number } | { refused: string };

/** Reads a budget: a number from 0.01 to 1,000, with a comma or a point. */
export function readBudget(text: string): Budget {
  const written = text.trim().replace(',', '.');
  const perWeek = Number(written);
  if (written === '' || !Number.isFinite(perWeek)) return { refused: 'a number, as 1 or 0.5' };
  if (perWeek < 0.01 || perWeek > 1000) return { refused: 'from 0.01 to 1,000 alerts a week' };
  return { perWeek };
}

/**
 * False alarms a week that quiet time gave, null where that is not known.
 * @param rates nominal and realised as shares of the same steps; the nominal one is what `perWeek` comes to
 */
export function realisedPerWeek(rates: { perWeek: number; nominal: number; realised: number | null }): number | null {
  return rates.realised === null || rates.nominal <= 0 ? null : (rates.perWeek * rates.realised) / rates.nominal;
}

/**
 * Places of the nominal rate, its limit (half as much again) and the realised one on a bar, as shares of its length;
 * the longest of them leaves a tenth free. Null for a realised rate that is not known.
 */
export function placeBudget(
  nominal: number,
  realised: number | null,
): { nominal: number; limit: number; realised: number | null; over: boolean } {
  const limit = nominal * 1.5;
  const length = Math.max(limit, realised ?? 0) / 0.9 || 1;
  return {
    nominal: nominal / length,
    limit: limit / length,
    realised: realised === null ? null : realised / length,
    over: realised !== null && realised > limit,
  };
}
