/** Ways as a compact graph: the edges out of node n are edges offsets[n] to offsets[n + 1]. */
export interface WayGraph {
  nodes: number;
  offsets: Uint32Array;
  targets: Uint32Array;
  /** −ln of the probability of each edge; Infinity leaves it out. */
  costs: Float64Array;
}

/** For each node the cost of the best way to it, and the edge by which that way comes in (−1 at starts and where none leads). */
export interface Reached {
  costs: Float64Array;
  by: Int32Array;
}

/** Builds the graph. @param edges from, to and cost of each; their order is kept in `order` */
export function buildWays(
  nodes: number,
  edges: readonly { from: number; to: number; cost: number }[],
): { ways: WayGraph; order: Uint32Array } {
  const offsets = new Uint32Array(nodes + 1);
  for (const { from } of edges) offsets[from + 1] = (offsets[from + 1] ?? 0) + 1;
  for (let node = 0; node < nodes; node++) offsets[node + 1] = (offsets[node + 1] ?? 0) + (offsets[node] ?? 0);
  const next = offsets.slice();
  const order = new Uint32Array(edges.length);
  const targets = new Uint32Array(edges.length);
  const costs = new Float64Array(edges.length);
  for (const [index, { from, to, cost }] of edges.entries()) {
    const place = next[from] ?? 0;
    next[from] = place + 1;
    order[place] = index;
    targets[place] = to;
    costs[place] = cost;
  }
  return { ways: { nodes, offsets, targets, costs }, order };
}

/**
 * Best ways from any of the starts to every node (Dijkstra 1959, with a binary heap): the least sum of costs, which is the
 * greatest product of probabilities. Ties go to the way with the fewer steps, then to the lower node.
 * @param without an edge that is taken as closed
 */
export function findWays(
  { nodes, offsets, targets, costs }: WayGraph,
  starts: readonly number[],
  without = -1,
): Reached {
  const best = new Float64Array(nodes).fill(Number.POSITIVE_INFINITY);
  const by = new Int32Array(nodes).fill(-1);
  const steps = new Uint32Array(nodes);
  const done = new Uint8Array(nodes);
  const heap = new MinHeap(nodes);
  for (const start of starts) {
    best[start] = 0;
    heap.push(start, 0);
  }
  for (let node = heap.pop(); node >= 0; node = heap.pop()) {
    if (done[node] === 1) continue;
    done[node] = 1;
    for (let edge = offsets[node] ?? 0; edge < (offsets[node + 1] ?? 0); edge++) {
      if (edge === without) continue;
      const target = targets[edge] ?? 0;
      const cost = (best[node] ?? 0) + (costs[edge] ?? Number.POSITIVE_INFINITY);
      const known = best[target] ?? 0;
      const fewer = cost === known && (steps[node] ?? 0) + 1 < (steps[target] ?? 0);
      if (done[target] === 1 || !(cost < known || fewer)) continue;
      best[target] = cost;
      by[target] = edge;
      steps[target] = (steps[node] ?? 0) + 1;
      heap.push(target, cost);
    }
  }
  return { costs: best, by };
}

/** A binary heap of nodes by cost, ties by number; a node may be in it more than once. */
class MinHeap {
  readonly #nodes: number[] = [];
  readonly #costs: number[] = [];
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  push(node: number, cost: number): void {
    let at = this.#nodes.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(cost, node, parent)) break;
      this.#nodes[at] = this.#nodes[parent] ?? 0;
      this.#costs[at] = this.#costs[parent] ?? 0;
      at = parent;
    }
    this.#nodes[at] = node;
    this.#costs[at] = cost;
  }

  /** @returns −1 when empty */
  pop(): number {
    const [top] = this.#nodes;
    if (top === undefined) return -1;
    const node = this.#nodes.pop() ?? 0;
    const cost = this.#costs.pop() ?? 0;
    const { length } = this.#nodes;
    if (length === 0) return top;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= length) break;
      if (child + 1 < length && this.#before(this.#costs[child + 1] ?? 0, this.#nodes[child + 1] ?? this.#count, child))
        child++;
      if (this.#before(cost, node, child)) break;
      this.#nodes[at] = this.#nodes[child] ?? 0;
      this.#costs[at] = this.#costs[child] ?? 0;
      at = child;
    }
    this.#nodes[at] = node;
    this.#costs[at] = cost;
    return top;
  }

  #before(cost: number, node: number, other: number): boolean {
    const otherCost = this.#costs[other] ?? 0;
    return cost < otherCost || (cost === otherCost && node < (this.#nodes[other] ?? 0));
  }
}
