import type { FleetCluster } from './cluster-fleet.ts';
import type { FleetPoint } from './fleet-point.ts';

/** Where a VM stands among those of its fleet. */
export interface FleetPlace {
  /** Number of its cluster, from 1, the same over time; 0 for one that is like no other. */
  id: number;
  /** VMs of its cluster, itself included. */
  members: number;
  /** The label that fits the cluster, '' where none does. */
  label: string;
  /** No label fits it, nor those it is like. */
  unknown: boolean;
}

/**
 * Tells each VM its place. Unknown is who fits no label and either is like no other VM or only like VMs that no label fits.
 * @param numbers number of each cluster
 */
export function placeVms(
  points: readonly FleetPoint[],
  clusters: readonly FleetCluster[],
  numbers: readonly number[],
): Map<string, FleetPlace> {
  const labels = new Map(points.map(({ id, label }) => [id, label]));
  const places = new Map<string, FleetPlace>();
  for (const [index, { members, label }] of clusters.entries()) {
    for (const id of members) {
      places.set(id, {
        id: members.length === 1 ? 0 : (numbers[index] ?? 0),
        members: members.length,
        label,
        unknown: label === '' && labels.get(id) === '',
      });
    }
  }
  return places;
}
