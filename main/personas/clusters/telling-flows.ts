import type { TrafficSummary } from '../traffic-summary.ts';

/**
 * Answered flows by side and class of service: what tells of the purpose of a machine. Whatever it is for, it asks for names and the
 * time, and what failed it did not do.
 */
export function tellingFlows({ offers, uses }: Pick<TrafficSummary, 'offers' | 'uses'>): ReadonlyMap<string, number> {
  return new Map([
    ...offers.map(({ kind, flows }) => [`offers ${kind}`, flows] as const),
    ...uses.filter(({ kind }) => kind !== 'naming').map(({ kind, flows }) => [`uses ${kind}`, flows] as const),
  ]);
}
