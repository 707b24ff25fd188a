const BINS = 160;
const PER_OCTAVE = 8;
/** Beyond this the weight of one more is brought back to 1, so that nothing overflows. */
const HEAVIEST = 1e100;

/** Bin of a quantity: eighths of octaves from 2⁻¹⁰ to 2¹⁰; what is smaller or larger shares the outermost. */
function binOf(value: number): number {
  const bin = Math.floor(Math.log2(value + 1e-9) * PER_OCTAVE + BINS / 2);
  return Math.max(0, Math.min(BINS - 1, bin));
}

/**
 * How rare a quantity is among those before it: a conformal p-value over a histogram on a log scale in which the past
 * fades (Shafer & Vovk 2008, with the newest counted among the rest). Makes quantities of any kind and scale comparable.
 */
export class DecayedRanks {
  private readonly growth: number;
  private readonly counts = new Float64Array(BINS);
  private total = 0;
  private weight = 1;

  /** @param decay share of its weight that a quantity keeps from one to the next; 1 forgets nothing */
  constructor(decay: number) {
    this.growth = 1 / decay;
  }

  /** Ranks a quantity among those before it, then counts it. @returns −log₁₀ p, 0 for the first */
  rank(value: number): number {
    const bin = binOf(value);
    let above = 0;
    for (let index = bin; index < BINS; index += 1) above += this.counts[index] ?? 0;
    const p = (this.weight + above) / (this.weight + this.total);
    this.counts[bin] = (this.counts[bin] ?? 0) + this.weight;
    this.total += this.weight;
    // Growing the newest instead of shrinking all others: one multiplication a quantity.
    this.weight *= this.growth;
    if (this.weight > HEAVIEST) this.settle();
    return -Math.log10(p);
  }

  /** Numbers of the state: what {@link DecayedRanks.save} writes. */
  static readonly size = BINS + 1;

  /** Writes the state, the newest weighing 1. */
  save(into: Float64Array): void {
    this.settle();
    into.set(this.counts);
    into[BINS] = this.total;
  }

  /** Takes over a state that {@link DecayedRanks.save} wrote. */
  load(from: Float64Array): void {
    this.counts.set(from.subarray(0, BINS));
    this.total = from[BINS] ?? 0;
    this.weight = 1;
  }

  private settle(): void {
    for (let bin = 0; bin < BINS; bin += 1) this.counts[bin] = (this.counts[bin] ?? 0) / this.weight;
    this.total /= this.weight;
    this.weight = 1;
  }
}
