import type { QueryName } from '../../data/queries.ts';

/** What work on an incident changes: itself, its history, and the risk of its VMs. */
export const incidentTouches: readonly QueryName[] = [
  'incident.list',
  'incident.history',
  'subject.list',
  'subject.get',
  'subject.timeline',
  'alert.list',
];
