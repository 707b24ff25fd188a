/** What each outcome costs: one of NAB's application profiles (config/profiles.json). */
export interface NabProfile {
  truePositive: number;
  falseNegative: number;
  falsePositive: number;
}

/** NAB's three published profiles. */
export const NAB_PROFILES = {
  standard: { truePositive: 1, falseNegative: 1, falsePositive: 0.11 },
  'reward low false positives': { truePositive: 1, falseNegative: 1, falsePositive: 0.22 },
  'reward low false negatives': { truePositive: 1, falseNegative: 2, falsePositive: 0.11 },
} as const satisfies Record<string, NabProfile>;
