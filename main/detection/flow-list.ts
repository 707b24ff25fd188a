import type { Flow } from '../telemetry/flow.ts';

const KEPT = 200;

/** Flows that prove something: the first ids, the exact count, and the time they span (microseconds). */
export class FlowList {
  readonly ids: number[] = [];
  count = 0;
  first = Number.POSITIVE_INFINITY;
  last = 0;

  add(flow: Pick<Flow, 'id' | 'start' | 'end'>): void {
    this.addAt(flow.id, flow.start, flow.end);
  }

  /** Adds a flow by what happened in it between two times; an id that was added last is not counted again. */
  addAt(id: number, start: number, end: number): void {
    if (start < this.first) this.first = start;
    if (end > this.last) this.last = end;
    if (id === 0 || this.ids.at(-1) === id) return;
    this.count++;
    if (this.ids.length < KEPT) this.ids.push(id);
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
    joined.ids.push(...[...ids].sort((a, b) => a - b).slice(0, KEPT));
    return joined;
  }
}
