import { addressKey, networkKeys } from '../../shared/filter/address.ts';
import type { SuppressionScope } from '../../shared/contract/incidents.ts';
import type { Alert } from '../../shared/contract/subject.ts';

/** Parts of an alert that a scope asks for. */
export type ScopedAlert = Pick<Alert, 'type' | 'technique' | 'otherTechniques' | 'subject' | 'peers'>;

/** Whether an alert lies in a scope: all that the scope names must fit. @param role what the alert's VM is for, or '' */
export function fitsScope(scope: SuppressionScope, alert: ScopedAlert, role: string): boolean {
  if (scope.type !== '' && scope.type !== alert.type) return false;
  if (
    scope.technique !== '' &&
    ![alert.technique, ...alert.otherTechniques].some(({ id }) => isOf(id, scope.technique))
  )
    return false;
  if (scope.subject !== '' && scope.subject !== alert.subject) return false;
  if (scope.role !== '' && scope.role.toLowerCase() !== role.toLowerCase()) return false;
  // One more peer than was spoken of is something new.
  return scope.peer === '' || (alert.peers.length > 0 && alert.peers.every((peer) => lies(peer, scope.peer)));
}

function isOf(id: string, technique: string): boolean {
  return id === technique || id.startsWith(`${technique}.`);
}

function lies(peer: string, within: string): boolean {
  if (peer.toLowerCase() === within.toLowerCase()) return true;
  const keys = networkKeys(within);
  const key = addressKey(peer);
  return keys !== null && key !== '' && key >= keys.first && key <= keys.last;
}

/** What is wrong with a scope, '' when nothing is: it must say what, and where or with whom. */
export function refuseScope(scope: SuppressionScope): string {
  if (scope.type === '' && scope.technique === '') return 'Name a kind of alert or a technique.';
  if (scope.subject === '' && scope.role === '' && scope.peer === '') return 'Name a VM, a role or a peer.';
  if (scope.peer.includes('/') && networkKeys(scope.peer) === null)
    return `${scope.peer} is no network. Write it like 192.0.2.0/24.`;
  return '';
}
