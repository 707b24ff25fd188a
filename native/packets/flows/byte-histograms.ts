const MOST_BYTES = 1024;
const MOST_HISTOGRAMS = 4096;

/** n × log2 n for every count a histogram can hold. */
const COUNT_LOGS = Float64Array.from({ length: MOST_BYTES + 1 }, (_, count) =>
  count === 0 ? 0 : count * Math.log2(count),
);

/**
 * Entropy of the first 1,024 payload bytes of a direction, gathered over several packets. Histograms come from
 * a fixed pool; when it is empty a direction is judged by its first packet alone.
 */
export class ByteHistograms {
  readonly #counts = new Uint16Array((MOST_HISTOGRAMS + 1) * 256);
  readonly #pairs = new Uint32Array(this.#counts.buffer);
  readonly #totals = new Uint16Array(MOST_HISTOGRAMS + 1);
  readonly #free: number[] = [];
  #next = 0;

  /** @returns a handle to an empty histogram; when none is left, one that must be measured at once */
  take(): number {
    const handle = this.#free.pop() ?? (this.#next < MOST_HISTOGRAMS ? this.#next++ : MOST_HISTOGRAMS);
    this.#counts.fill(0, handle * 256, handle * 256 + 256);
    this.#totals[handle] = 0;
    return handle;
  }

  /** Adds `bytes[from, to)`, as far as they are among the first. @returns true when the histogram must be measured now */
  add(handle: number, bytes: Uint8Array, from: number, to: number): boolean {
    const counts = this.#counts;
    const total = this.#totals[handle]!;
    const end = Math.min(to, from + MOST_BYTES - total);
    const base = handle * 256;
    for (let at = from; at < end; at++) {
      const index = base + bytes[at]!;
      counts[index] = counts[index]! + 1;
    }
    this.#totals[handle] = total + end - from;
    return total + end - from >= MOST_BYTES || handle === MOST_HISTOGRAMS;
  }

  /** @returns Shannon entropy in bits a byte, -1 when nothing was added */
  measure(handle: number): number {
    const total = this.#totals[handle]!;
    if (total === 0) return -1;
    const pairs = this.#pairs;
    const base = handle * 128;
    let sum = 0;
    // Two counts at a time; those of 0 and 1 add nothing, and most are.
    for (let index = base; index < base + 128; index++) {
      const pair = pairs[index]!;
      if ((pair & 0xfffefffe) !== 0) sum += COUNT_LOGS[pair & 0xffff]! + COUNT_LOGS[pair >>> 16]!;
    }
    // Rounding can leave a hair below 0 for a single repeated byte.
    return Math.max(0, Math.log2(total) - sum / total);
  }

  /** Gives a histogram back. */
  release(handle: number): void {
    if (handle < MOST_HISTOGRAMS) this.#free.push(handle);
  }
}
