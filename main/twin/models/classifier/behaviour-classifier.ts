import type { Token } from '../../sequence-model.ts';
import { fitLogistic, logOdds } from './fit-logistic.ts';
import type { LogisticWeights } from './fit-logistic.ts';
import { FEATURES, hashGrams } from './hashed-grams.ts';
import type { SparseRow } from './hashed-grams.ts';

/** A run of events whose nature is known. */
export interface LabelledRun {
  run: ArrayLike<Token>;
  malicious: boolean;
}

/** How a classifier is fitted. */
export interface FitSettings {
  l2: number;
  /** What all malicious runs weigh together, benign ones weighing 1. */
  malicious: number;
  steps: number;
}

/** Chosen by leaving families out of attack runs 1 to 3 of ADFA-LD. */
export const FIT_SETTINGS: FitSettings = { l2: 1e-5, malicious: 0.1, steps: 600 };
const VERSION = 1;

/** Weighs rare features more (inverse document frequency, smoothed) and brings a row to length 1. */
function scaleRow(row: SparseRow, rarity: Float64Array): SparseRow {
  const values = row.values.map((value, at) => value * (rarity[row.indices[at] ?? 0] ?? 0));
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
  return { indices: row.indices, values: values.map((value) => value / length) };
}

/**
 * Tells malicious runs of events from benign ones by what short sequences they are made of: a logistic regression over
 * hashed 1–3-grams. Knows only tokens: events must be numbered as when it was fitted.
 */
export class BehaviourClassifier {
  private readonly rarity: Float64Array;
  private readonly weights: LogisticWeights;

  private constructor(rarity: Float64Array, weights: LogisticWeights) {
    this.rarity = rarity;
    this.weights = weights;
  }

  /** Learns from runs of which some are malicious and some are not. Deterministic. */
  static fit(runs: readonly LabelledRun[], settings: FitSettings = FIT_SETTINGS): BehaviourClassifier {
    const rows = runs.map(({ run }) => hashGrams(run));
    const holds = new Float64Array(FEATURES);
    for (const { indices } of rows) for (const index of indices) holds[index] = (holds[index] ?? 0) + 1;
    const rarity = holds.map((count) => Math.log((1 + runs.length) / (1 + count)) + 1);
    const bad = runs.filter(({ malicious }) => malicious).length;
    const weightOf = (malicious: boolean): number => (malicious ? settings.malicious / bad : 1 / (runs.length - bad));
    const labelled = rows.map((row, index) => {
      const malicious = runs[index]?.malicious ?? false;
      return { row: scaleRow(row, rarity), malicious, weight: weightOf(malicious) };
    });
    return new BehaviourClassifier(rarity, fitLogistic(labelled, settings.l2, settings.steps));
  }

  /** Means of what hosts learned apart, each for itself: federated averaging in one round (McMahan et al. 2017). */
  static average(models: readonly BehaviourClassifier[]): BehaviourClassifier {
    const mean = (of: (model: BehaviourClassifier) => Float64Array, length: number): Float64Array =>
      Float64Array.from({ length }, (_, index) =>
        models.reduce((sum, model) => sum + (of(model)[index] ?? 0) / models.length, 0),
      );
    return new BehaviourClassifier(
      mean(({ rarity }) => rarity, FEATURES),
      mean(({ weights }) => weights, FEATURES + 1),
    );
  }

  /** Log-odds that a run is malicious, up to a constant that depends on how common malice is. */
  score(run: ArrayLike<Token>): number {
    return logOdds(this.weights, scaleRow(hashGrams(run), this.rarity));
  }

  /** Version, rarities and weights as 32-bit floats, about 33 KB. */
  toBytes(): Uint8Array {
    return new Uint8Array(Float32Array.from([VERSION, ...this.rarity, ...this.weights]).buffer);
  }

  /** @throws {RangeError} where the bytes are not what {@link BehaviourClassifier.toBytes} makes */
  static fromBytes(bytes: Uint8Array): BehaviourClassifier {
    const length = 2 * FEATURES + 2;
    if (bytes.length !== length * 4)
      throw new RangeError(`A classifier takes ${length * 4} bytes, not ${bytes.length}.`);
    const numbers = new Float32Array(bytes.slice().buffer);
    if (numbers[0] !== VERSION || !numbers.every(Number.isFinite))
      throw new RangeError('These bytes are no classifier.');
    return new BehaviourClassifier(
      Float64Array.from(numbers.subarray(1, FEATURES + 1)),
      Float64Array.from(numbers.subarray(FEATURES + 1)),
    );
  }
}
