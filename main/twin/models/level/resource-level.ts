import { DecayedRanks } from './decayed-ranks.ts';
import { ErrorGap } from './error-gap.ts';
import type { LevelGap } from './level-gap.ts';
import { SeasonGap } from './season-gap.ts';
import { TrendGap } from './trend-gap.ts';

/** What a level detector says of one value. */
export interface LevelReading {
  /** How rare it is: the weighted mean of −log₁₀ p over the ways to depart; about 0.4 when all is as usual. */
  surprise: number;
  /** Mean at this time of day so far, null where none was seen. */
  expected: number | null;
  /** Whether it is an alarm: surprise reached the threshold and no alarm is as recent as {@link QUIET_ROWS}. */
  alarm: boolean;
}

interface Part {
  gap: LevelGap;
  ranks: DecayedRanks;
  weight: number;
}

/** Surprise from which a value is an alarm. One value for everything, chosen on NAB. */
export const ALARM_SURPRISE = 1.4;
/** Values after an alarm in which no other is told: one departure is one alarm. */
export const QUIET_ROWS = 127;
const DAY = 86_400_000_000;
const VERSION = 1;
const HEAD = 3;

function makeParts(): Part[] {
  return [
    { gap: new ErrorGap(0.0042, 0.0353, 0.00089), ranks: new DecayedRanks(0.9998), weight: 1 },
    { gap: new SeasonGap(24, 0.4, 0.3), ranks: new DecayedRanks(0.999), weight: 1.15 },
    { gap: new TrendGap(0.021, 0.000345), ranks: new DecayedRanks(1), weight: 1 },
    { gap: new SeasonGap(24, 0.105, 1), ranks: new DecayedRanks(1), weight: 1.25 },
    { gap: new SeasonGap(96, 0.264, 0.0634), ranks: new DecayedRanks(1), weight: 1.29 },
  ];
}

/**
 * Judges one evenly sampled quantity of a VM (CPU, memory, bytes …) as it comes: five ways to depart from its own past,
 * each made comparable by its conformal rank, then averaged as Fisher's method sums them. Knows nothing of scale or unit,
 * needs no training, looks at no label and never ahead. The means are over values, so what is sampled each 5 minutes
 * forgets in weeks, what is sampled each minute in days.
 */
export class ResourceLevel {
  private readonly parts = makeParts();
  private readonly weight = this.parts.reduce((sum, { weight }) => sum + weight, 0);
  private seen = 0;
  private quiet = 0;

  /** Values judged so far. */
  get learned(): number {
    return this.seen;
  }

  /** Judges a value, then learns from it. @param time µs since the epoch; values that are not finite count as 0 */
  tell(time: number, value: number): LevelReading {
    const finite = Number.isFinite(value) ? value : 0;
    const hour = (((time % DAY) + DAY) % DAY) / DAY;
    let expected: number | null = null;
    let sum = 0;
    for (const { gap, ranks, weight } of this.parts) {
      if (expected === null && gap instanceof SeasonGap) expected = gap.expected(hour);
      sum += weight * ranks.rank(gap.measure(finite, hour));
    }
    const surprise = sum / this.weight;
    const alarm = this.quiet === 0 && surprise >= ALARM_SURPRISE;
    this.seen += 1;
    this.quiet = alarm ? QUIET_ROWS - 1 : Math.max(0, this.quiet - 1);
    return { surprise, expected, alarm };
  }

  /** All it knows, about 10 KB. */
  toBytes(): Uint8Array {
    const size = this.parts.reduce((sum, { gap }) => sum + gap.state.length + DecayedRanks.size, HEAD);
    const numbers = new Float64Array(size);
    numbers.set([VERSION, this.seen, this.quiet]);
    let offset = HEAD;
    for (const { gap, ranks } of this.parts) {
      numbers.set(gap.state, offset);
      offset += gap.state.length;
      ranks.save(numbers.subarray(offset, offset + DecayedRanks.size));
      offset += DecayedRanks.size;
    }
    return new Uint8Array(numbers.buffer);
  }

  /** @throws {RangeError} where the bytes are not what {@link ResourceLevel.toBytes} makes */
  static fromBytes(bytes: Uint8Array): ResourceLevel {
    const made = new ResourceLevel();
    const size = made.parts.reduce((sum, { gap }) => sum + gap.state.length + DecayedRanks.size, HEAD);
    if (bytes.length !== size * 8) throw new RangeError(`A level takes ${size * 8} bytes, not ${bytes.length}.`);
    const numbers = new Float64Array(bytes.slice().buffer);
    if (numbers[0] !== VERSION || !numbers.every(Number.isFinite)) throw new RangeError('These bytes are no level.');
    made.seen = numbers[1] ?? 0;
    made.quiet = numbers[2] ?? 0;
    let offset = HEAD;
    for (const { gap, ranks } of made.parts) {
      gap.state.set(numbers.subarray(offset, offset + gap.state.length));
      offset += gap.state.length;
      ranks.load(numbers.subarray(offset, offset + DecayedRanks.size));
      offset += DecayedRanks.size;
    }
    return made;
  }
}
