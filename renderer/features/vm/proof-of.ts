import type { Alert } from '../../../shared/contract/subject.ts';
import type { RootSearch, VmSearch } from '../../routes/search.ts';

const margin = 500_000;

/**
 * Where an alert is proved: its flows; the windows of the twin it rests on; or, where it rests on host events alone, the
 * events of its time.
 */
export function proofOf(
  alert: Pick<Alert, 'id' | 'type' | 'flowCount' | 'firstSeen' | 'lastSeen'>,
): VmSearch & RootSearch {
  if (alert.flowCount > 0) return { tab: 'flows', alert: alert.id };
  const window = { from: Math.floor(alert.firstSeen - margin), to: Math.ceil(alert.lastSeen + margin) };
  return { tab: isOfTwin(alert) ? 'twin' : 'events', ...window };
}

/** True for an alert that a VM's twin raised. */
export function isOfTwin(alert: Pick<Alert, 'type'>): boolean {
  return alert.type === 'twin-departure';
}
