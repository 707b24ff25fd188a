import type { Alert } from '../../../shared/contract/subject.ts';
import type { RootSearch, VmSearch } from '../../routes/search.ts';

const margin = 500_000;

/** Where an alert is proved: its flows, or, where it rests on host events alone, the events of its time. */
export function proofOf(alert: Pick<Alert, 'id' | 'flowCount' | 'firstSeen' | 'lastSeen'>): VmSearch & RootSearch {
  if (alert.flowCount > 0) return { tab: 'flows', alert: alert.id };
  return { tab: 'events', from: Math.floor(alert.firstSeen - margin), to: Math.ceil(alert.lastSeen + margin) };
}
