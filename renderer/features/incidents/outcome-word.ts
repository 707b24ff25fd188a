import type { Outcome } from '../../../shared/contract/incidents.ts';

const words = { resolved: 'resolved', expected: 'expected', 'false-positive': 'false positive' } as const;

/** An outcome as it is read. */
export function outcomeWord(outcome: Outcome | null): string {
  return outcome === null ? 'no outcome' : words[outcome];
}
