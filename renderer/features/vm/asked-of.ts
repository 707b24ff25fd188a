import type { Alert } from '../../../shared/contract/subject.ts';

/** What an alert that rests on feeds was about (address, name, URL, fingerprint), to ask Intel with; null for any other. */
export function askedOf(alert: Pick<Alert, 'id' | 'type' | 'subject' | 'peers'>): string | null {
  if (alert.type !== 'listed-peer' && alert.type !== 'listed-caller') return null;
  const key = alert.id.slice(`${alert.type}:${alert.subject}:`.length);
  const at = key.indexOf(' ');
  // An address stands in its key with the port, which a colon does not part from the end of an IPv6 address.
  const asked = key.slice(0, at) === 'address' ? alert.peers[0] : key.slice(at + 1);
  return at < 0 || asked === undefined || asked === '' ? null : asked;
}
