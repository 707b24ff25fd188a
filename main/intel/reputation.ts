import type { MatchKind } from './indicator.ts';

/** What one feed says about something, as a rung of the ladder. */
export interface Rung {
  feed: string;
  matchKind: MatchKind;
  /** Trust in the feed, 0 to 1. */
  weight: number;
  /** How well what was seen fits what is listed, times how sure the feed is of it, 0 to 1. */
  match: number;
  /** What time left of it, 0 to 1. */
  age: number;
  /** Whether the feed lists what is good. */
  good: boolean;
}

/** A reputation and the steps that led there. */
export interface Reputation {
  /** 0 known bad, 1 known good; 0.5 where nobody knows. */
  value: number;
  /** No feed says anything: never below any limit up to 0.5. */
  unknown: boolean;
  /** The value after each rung, then after the warning lists. */
  steps: { text: string; value: number }[];
}

const UNKNOWN = 0.5;
/** How much of the way back to unknown one warning list takes. */
const PULL = 0.5;

/** How well an observation fits an indicator, by the kind of match. */
export const matchStrengths: Readonly<Record<MatchKind, number>> = {
  ip: 1,
  'ip:port': 1,
  domain: 1,
  url: 1,
  hash: 1,
  // Programs share the library that makes the fingerprint.
  ja3: 0.5,
  ja4: 0.6,
  subnet: 0.6,
  'parent-domain': 0.7,
  'host-of-listed-URL': 0.6,
  'ip-listed-with-other-port': 0.4,
};

/**
 * Climbs the ladder: it starts at 0.5, each feed takes its share (weight × match × age) of what is left between there and
 * 0 (1 for what is good), and each warning list takes half of the way back to 0.5. Feeds that say the same thing add up
 * like independent witnesses and never pass the end. Order does not matter but for the steps.
 * @param warnings names of the warning lists that know it too
 */
export function reputationOf(rungs: readonly Rung[], warnings: readonly string[]): Reputation {
  let bad = 1;
  let good = 1;
  const steps: Reputation['steps'] = [];
  const valueOf = (): number => UNKNOWN * bad + (1 - UNKNOWN) * (1 - good);
  for (const { feed, matchKind, weight, match, age, good: isGood } of rungs) {
    const share = Math.min(1, Math.max(0, weight * match * age));
    if (isGood) good *= 1 - share;
    else bad *= 1 - share;
    steps.push({ text: `${feed}, ${matchKind}: takes ${Math.round(share * 100)} % of what is left`, value: valueOf() });
  }
  let value = valueOf();
  for (const warning of warnings) {
    value += (UNKNOWN - value) * PULL;
    steps.push({ text: `${warning} (warning list): halfway back to unknown`, value });
  }
  return { value, unknown: rungs.length === 0, steps };
}

/**
 * What time leaves of an indicator: half after each half-life.
 * @param days since it was last seen; those of the future count as none
 * @param halfLife days
 */
export function ageFactor(days: number, halfLife: number): number {
  return 0.5 ** (Math.max(0, days) / halfLife);
}
