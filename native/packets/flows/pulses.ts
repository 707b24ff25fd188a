import type { Packet } from '../decode/packet.ts';
import type { PulseStats } from '../records.ts';
import { D, ROW_DOUBLES, ROW_WORDS, W } from './flow-layout.ts';
import { KEPT_PULSE_GAPS, PULSE_SILENCE } from './flow-limits.ts';
import type { FlowRows } from './flow-rows.ts';

const MOST_TRACKED = 16_384;

/** The originator's bursts of talking within each flow. */
export class Pulses {
  readonly #rows: FlowRows;
  /** First intervals of a flow, for the median; bounded in number and in length. */
  readonly #gaps = new Map<number, number[]>();

  constructor(rows: FlowRows) {
    this.#rows = rows;
  }

  /** Counts payload of the originator. */
  count(row: number, packet: Packet): void {
    const { time, payloadLength: length } = packet;
    const { words, doubles } = this.#rows;
    const base = row * ROW_DOUBLES;
    const at = row * ROW_WORDS + W.pulses;
    const last = doubles[base + D.pulseLastPayload]!;
    const isNew = words[at] === 0 || time - last >= PULSE_SILENCE;
    if (isNew) {
      if (words[at]! > 0) this.#close(row, time);
      words[at] = words[at]! + 1;
      doubles[base + D.pulseStart] = time;
      doubles[base + D.pulseBytes] = length;
    } else {
      doubles[base + D.pulseBytes] = doubles[base + D.pulseBytes]! + length;
    }
    if (isNew || time > last) doubles[base + D.pulseLastPayload] = time;
  }

  /** @returns the summary so far, the running pulse included */
  measure(row: number): PulseStats {
    const { words, doubles } = this.#rows;
    const base = row * ROW_DOUBLES;
    const count = words[row * ROW_WORDS + W.pulses]!;
    if (count === 0) return { count: 0, gapMean: 0, gapSd: 0, gapMedian: 0, sizeMean: 0, sizeSd: 0 };
    const running = doubles[base + D.pulseBytes]!;
    const sizes = doubles[base + D.pulseSizeSum]! + running;
    const squares = doubles[base + D.pulseSizeSquares]! + running * running;
    const gaps = count - 1;
    const gapSum = doubles[base + D.pulseGapSum]!;
    return {
      count,
      gapMean: gaps === 0 ? 0 : gapSum / gaps,
      gapSd: deviation(gaps, gapSum, doubles[base + D.pulseGapSquares]!),
      gapMedian: median(this.#gaps.get(row)) ?? (gaps === 0 ? 0 : gapSum / gaps),
      sizeMean: sizes / count,
      sizeSd: deviation(count, sizes, squares),
    };
  }

  forget(row: number): void {
    if (this.#gaps.size > 0) this.#gaps.delete(row);
  }

  /** Starts over: what was counted belongs to the other side. */
  restart(row: number): void {
    this.forget(row);
    this.#rows.words[row * ROW_WORDS + W.pulses] = 0;
    const base = row * ROW_DOUBLES;
    this.#rows.doubles.fill(0, base + D.pulseStart, base + D.pulseSizeSquares + 1);
  }

  #close(row: number, time: number): void {
    const { doubles } = this.#rows;
    const base = row * ROW_DOUBLES;
    const size = doubles[base + D.pulseBytes]!;
    doubles[base + D.pulseSizeSum] = doubles[base + D.pulseSizeSum]! + size;
    doubles[base + D.pulseSizeSquares] = doubles[base + D.pulseSizeSquares]! + size * size;
    const gap = time - doubles[base + D.pulseStart]!;
    doubles[base + D.pulseGapSum] = doubles[base + D.pulseGapSum]! + gap;
    doubles[base + D.pulseGapSquares] = doubles[base + D.pulseGapSquares]! + gap * gap;
    let kept = this.#gaps.get(row);
    if (kept === undefined) {
      if (this.#gaps.size >= MOST_TRACKED) return;
      kept = [];
      this.#gaps.set(row, kept);
    }
    if (kept.length < KEPT_PULSE_GAPS) kept.push(gap);
  }
}

/** @returns the population's standard deviation from a count, a sum and a sum of squares */
export function deviation(count: number, sum: number, squares: number): number {
  if (count < 2) return 0;
  const mean = sum / count;
  return Math.sqrt(Math.max(0, squares / count - mean * mean));
}

function median(values: readonly number[] | undefined): number | undefined {
  if (values === undefined || values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
