import { averageLinkage } from './average-linkage.ts';
import { cutTree, findCut } from './cut-tree.ts';
import { embedPoints } from './embed-points.ts';
import type { FleetPoint } from './fleet-point.ts';
import { gatherAlike } from './gather-alike.ts';

/** VMs that carry themselves alike. */
export interface FleetCluster {
  /** Ids, ascending. */
  members: string[];
  /** The label that fits at least half of them, '' where none does. */
  label: string;
}

/** VMs that are clustered at most; the caller tells which. */
export const MOST_POINTS = 5000;

/** The commonest label where it fits at least half of the members. */
function labelOf(points: readonly FleetPoint[]): string {
  const counts = new Map<string, number>();
  for (const { label } of points) if (label !== '') counts.set(label, (counts.get(label) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best !== undefined && best[1] * 2 >= points.length ? best[0] : '';
}

/**
 * Groups the VMs of a fleet by how they carry themselves, without being told what personas there are: average linkage over
 * {@link embedPoints}, cut by {@link findCut}. Nothing is drawn, and the order of the VMs does not matter.
 * @returns clusters, the largest first, then by their first member; one that is like no other makes its own
 * @throws {RangeError} for more than {@link MOST_POINTS}
 */
export function clusterFleet(points: readonly FleetPoint[]): FleetCluster[] {
  if (points.length > MOST_POINTS) throw new RangeError(`${points.length} VMs to cluster`);
  if (points.length === 0) return [];
  const embedding = embedPoints(points);
  const { leaders, weights, leaderOf } = gatherAlike(embedding);
  const merges = averageLinkage(weights, (left, right) => embedding.distance(leaders[left] ?? 0, leaders[right] ?? 0));
  const branches = cutTree(leaders.length, merges, findCut(merges));
  const clusters = new Map<number, FleetPoint[]>();
  for (const [row, index] of embedding.order.entries()) {
    const point = points[index];
    const branch = branches[leaderOf[row] ?? 0] ?? 0;
    if (point === undefined) continue;
    const members = clusters.get(branch);
    if (members === undefined) clusters.set(branch, [point]);
    else members.push(point);
  }
  return [...clusters.values()]
    .map((members) => ({ members: members.map(({ id }) => id).sort(), label: labelOf(members) }))
    .sort((a, b) => b.members.length - a.members.length || ((a.members[0] ?? '') < (b.members[0] ?? '') ? -1 : 1));
}
