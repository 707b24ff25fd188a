import type { Flow } from '../telemetry/flow.ts';

const KEPT = 200;
/** Lists shorter than this take no more room than they need: a fleet keeps a hundred thousand, and most stay short. */
const SHORT = 16;

/**
 * Flows that prove something: the lowest ids in ascending order, whatever the order they were told in, the exact count,
 * and the time they span (microseconds).
 */
export class FlowList {
  #ids: number[] = [];
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
    return this.#ids;
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
    const ids = this.#ids;
    // They come almost in order: what ends later was rarely begun earlier.
    let place = ids.length;
    while (place > 0 && (ids[place - 1] ?? 0) > id) place--;
    if (place === this.#most) return;
    if (ids.length < SHORT) {
      // What is joined has no slack, unlike what grows.
      this.#ids = ids.slice(0, place).concat(id, ids.slice(place)).slice(0, this.#most);
      return;
    }
    ids.splice(place, 0, id);
    if (ids.length > this.#most) ids.pop();
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
    joined.#ids = [...ids].sort((a, b) => a - b).slice(0, KEPT);
    return joined;
  }
}
