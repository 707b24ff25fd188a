/** A subject with the risk it was given and whether it was in an attacker's hands. */
export interface Labelled {
  risk: number;
  isGuilty: boolean;
}

/** Risks of one stretch against what came of them. */
export interface ReliabilityBin {
  from: number;
  to: number;
  count: number;
  /** Mean risk that was told, and share that was guilty; 0 where nobody was. */
  told: number;
  seen: number;
}

/** Mean squared distance between what was told and what was so (Brier 1950): 0 is best, 0.25 is always saying one half. */
export function brierScore(labelled: readonly Labelled[]): number {
  const sum = labelled.reduce((total, { risk, isGuilty }) => total + (risk - Number(isGuilty)) ** 2, 0);
  return labelled.length === 0 ? 0 : sum / labelled.length;
}

/** Risks by stretches, each with what was told and what was seen. @param edges rising, from 0 to 1 */
export function binRisks(labelled: readonly Labelled[], edges: readonly number[]): ReliabilityBin[] {
  return edges.slice(1).map((to, at) => {
    const from = edges[at] ?? 0;
    const isLast = at === edges.length - 2;
    const within = labelled.filter(({ risk }) => risk >= from && (isLast ? risk <= to : risk < to));
    const mean = (of: (one: Labelled) => number): number =>
      within.length === 0 ? 0 : within.reduce((sum, one) => sum + of(one), 0) / within.length;
    return {
      from,
      to,
      count: within.length,
      told: mean(({ risk }) => risk),
      seen: mean(({ isGuilty }) => Number(isGuilty)),
    };
  });
}

/** Expected calibration error: how far told and seen lie apart, weighted by how many were told so (Naeini et al. 2015). */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  return all === 0 ? 0 : bins.reduce((sum, { count, told, seen }) => sum + (count / all) * Math.abs(told - seen), 0);
}

/** Chance that a guilty one is given more risk than an innocent one; ties count half. */
export function areaUnderRanks(labelled: readonly Labelled[]): number {
  const guilty = labelled.filter(({ isGuilty }) => isGuilty);
  const others = labelled.filter(({ isGuilty }) => !isGuilty);
  let wins = 0;
  for (const { risk } of guilty)
    for (const other of others) wins += risk > other.risk ? 1 : risk === other.risk ? 0.5 : 0;
  return guilty.length === 0 || others.length === 0 ? 0.5 : wins / (guilty.length * others.length);
}
