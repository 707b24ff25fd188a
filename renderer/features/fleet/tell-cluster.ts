import type { SubjectRow } from '../../../shared/contract/subject.ts';

/** The cluster of a VM in words; VMs of one cluster have the same. */
export function tellCluster(cluster: SubjectRow['cluster']): string {
  if (cluster === undefined) return 'too little seen';
  if (cluster.id === 0) return cluster.unknown ? 'unknown persona' : 'like no other';
  return `${cluster.label === '' ? 'unknown persona' : cluster.label}, cluster ${cluster.id}`;
}
