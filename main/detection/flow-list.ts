import type { Flow } from '../telemetry/flow.ts';

const KEPT = 200;
/** Lists up to this long take no more room than they need, longer ones four bytes an id: a fleet keeps a hundred thousand, and most stay short. */
const SHORT = 16;

/**
 * Flows that prove something: the lowest ids in ascending order, whatever the order they were told in, the exact count,
 * and the time they span (microseconds).
 */
export class FlowList {
  #short: readonly number[] = [];
  /** In the place of `#short` once that is full; ids are 32 bits on their way here. */
  #long: Uint32Array | null = null;
  #length = 0;
  readonly #most: number;
  #newest = 0;
  count = 0;
  first = Number.POSITIVE_INFINITY;
  last = 0;

  /** @param most ids that are kept */
  constructor(most = KEPT) {
    this.#most = most;
  }

  get ids(): number[] {
    return this.#long === null ? [...this.#short] : [...this.#long.subarray(0, this.#length)];
  }

  add(flow: Pick<Flow, 'id' | 'start' | 'end'>): void {
    this.addAt(flow.id, flow.start, flow.end);
  }

  /** Adds a flow by what happened in it between two times; an id that was added last is not counted again. */
  addAt(id: number, start: number, end: number): void {
    if (start < this.first) this.first = start;
    if (end > this.last) this.last = end;
    if (id === 0 || this.#newest === id) return;
    this.#newest = id;
    this.count++;
    this.#put(id);
  }

  #put(id: number): void {
    const ids = this.#long ?? this.#short;
    // They come almost in order: what ends later was rarely begun earlier.
    let place = this.#length;
    while (place > 0 && (ids[place - 1] ?? 0) > id) place--;
    if (place === this.#most) return;
    const length = Math.min(this.#most, this.#length + 1);
    if (length <= SHORT) {
      // What is joined has no slack, unlike what grows.
      this.#short = this.#short.slice(0, place).concat(id, this.#short.slice(place)).slice(0, length);
    } else {
      const long = this.#widen(length);
      long.copyWithin(place + 1, place, length - 1);
      long[place] = id;
    }
    this.#length = length;
  }

  /** Room for so many ids. */
  #widen(length: number): Uint32Array {
    const known = this.#long;
    if (known !== null && length <= known.length) return known;
    const long = new Uint32Array(Math.min(this.#most, length * 2));
    long.set(known ?? this.#short);
    this.#long = long;
    this.#short = [];
    return long;
  }

  /** Joins lists into one, ids in ascending order. */
  static join(lists: Iterable<FlowList>): FlowList {
    const joined = new FlowList();
    const ids = new Set<number>();
    for (const list of lists) {
      joined.first = Math.min(joined.first, list.first);
      joined.last = Math.max(joined.last, list.last);
      joined.count += list.count;
      for (const id of list.ids) ids.add(id);
    }
    for (const id of [...ids].sort((a, b) => a - b).slice(0, KEPT)) joined.#put(id);
    return joined;
  }
}
