import { clusterFleet, MOST_POINTS } from './cluster-fleet.ts';
import type { FleetPoint } from './fleet-point.ts';
import { matchClusters } from './match-clusters.ts';
import { type FleetPlace, placeVms } from './place-vms.ts';

/** Milliseconds between two clusterings at least, and how many times as long as one took. */
const REST = 10_000;
const REST_SHARE = 50;

/** The clusters of a fleet over time: keeps their numbers, and does not cluster more often than it can afford. */
export class ClusterBook {
  readonly #now: () => number;
  #places = new Map<string, FleetPlace>();
  readonly #numbers = new Map<string, number>();
  #next = 1;
  #again = -Infinity;

  /** @param now milliseconds of a clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Where each VM stands. A VM that came since the last clustering, or beyond {@link MOST_POINTS}, has no place yet.
   * @param points called where it is time to cluster again
   * @param isOver nothing more will come: then what is told holds for all of it
   */
  places(points: () => readonly FleetPoint[], isOver: boolean): ReadonlyMap<string, FleetPlace> {
    const started = this.#now();
    if (!isOver && started < this.#again) return this.#places;
    const known = points().slice(0, MOST_POINTS);
    const clusters = clusterFleet(known);
    const numbers = matchClusters(
      clusters.map(({ members }) => members),
      this.#numbers,
      this.#next,
    );
    // A VM that is away for a while comes back to its own cluster.
    for (const [index, { members }] of clusters.entries())
      for (const id of members) this.#numbers.set(id, numbers[index] ?? 0);
    this.#next = Math.max(this.#next, ...numbers.map((number) => number + 1));
    this.#places = placeVms(known, clusters, numbers);
    const took = this.#now() - started;
    this.#again = started + Math.max(REST, took * REST_SHARE);
    return this.#places;
  }
}
