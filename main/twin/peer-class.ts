import { kindOfAddress, networkOfAddress, siteOfAddress } from '../personas/address.ts';

/** Where a peer is, seen from a VM. */
export type PeerClass = 'self' | 'near' | 'internal' | 'outside' | 'group';

/** Where a peer is, by the VM's own addresses; what shares a network with none of them is internal by its number. */
export function peerClass(peer: string, own: readonly string[]): PeerClass {
  const kind = kindOfAddress(peer);
  if (kind === 'loopback' || own.includes(peer)) return 'self';
  if (kind === 'group' || kind === 'other' || peer.endsWith('.255')) return 'group';
  if (kind === 'link-local') return 'near';
  const network = networkOfAddress(peer);
  if (own.some((address) => networkOfAddress(address) === network)) return 'near';
  return kind === 'private' ? 'internal' : 'outside';
}

/** Under what a peer is known: by its address inside, by its owner's block outside, where addresses change by the hour. */
export function peerKey(peer: string, where: PeerClass): string {
  return where === 'outside' ? siteOfAddress(peer) || peer : peer;
}

/** A port as a word: those that systems hand out for one connection are alike. */
export function portWord(port: number): string {
  return port >= 32_768 ? 'high' : String(port);
}
