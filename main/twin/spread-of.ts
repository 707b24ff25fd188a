/**
 * A number in [0, 1) that is the same for the same VM and spreads over a fleet (FNV-1a of the UUID): what each twin does once
 * in a while the twins of a fleet do one after the other, not all in one tick.
 */
export function spreadOf(uuid: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < uuid.length; at++) hash = Math.imul(hash ^ uuid.charCodeAt(at), 0x01000193);
  // The lowest bits of what differs in its last characters alone spread little: mixed once more.
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
