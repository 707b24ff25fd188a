import { ConformalRing } from '../conformal-ring.ts';
import { seededRandom } from '../models/seeded-random.ts';

/** Share of normal traces that raised an alarm where a share was allowed. */
export interface FalseAlarms {
  /** Threshold from what was learned from, each part scored by a model of the others. */
  fromTraining: number;
  /** p-value among the newest normal scores. */
  rolling: number;
}

/** Normal scores kept to compare with: as the engine keeps. */
const KEPT = 512;

/**
 * What a nominal rate of false alarms comes to, both ways. The rolling buffer takes each normal score after it was judged, and
 * judges once it is full.
 * @param fromTraining scores of training traces by models that did not learn them
 * @param normal scores in the order in which they came
 */
export function countFalseAlarms(
  fromTraining: readonly number[],
  normal: readonly number[],
  nominal: number,
): FalseAlarms {
  const sorted = fromTraining.toSorted((left, right) => left - right);
  const threshold = sorted[Math.ceil((1 - nominal) * sorted.length) - 1] ?? Infinity;
  const ring = new ConformalRing(Math.min(KEPT, Math.floor(normal.length / 2)));
  let rolling = 0;
  for (const [index, score] of normal.entries()) {
    if (index >= ring.capacity && ring.pValue(score) <= nominal) rolling += 1;
    ring.put(score, 0);
  }
  return {
    fromTraining: normal.filter((score) => score > threshold).length / normal.length,
    rolling: rolling / (normal.length - ring.capacity),
  };
}

/** A seeded order of things (Fisher and Yates). */
export function shuffle<Thing>(things: readonly Thing[], seed: number): Thing[] {
  const random = seededRandom(seed);
  const order = [...things];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const held = order[last] as Thing;
    order[last] = order[other] as Thing;
    order[other] = held;
  }
  return order;
}

/** Splits things into so many parts, seeded. @returns the part of each */
export function splitInto(parts: number, count: number, seed: number): number[] {
  const order = shuffle(
    Array.from({ length: count }, (_, index) => index),
    seed,
  );
  const part = Array.from({ length: count }, () => 0);
  for (const [place, index] of order.entries()) part[index] = place % parts;
  return part;
}
