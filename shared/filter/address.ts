import ipaddr from 'ipaddr.js';

/** Whether the text is an IPv4 or IPv6 address in full form (no zone, no leading zeros, no short IPv4). */
export function isAddress(text: string): boolean {
  return (
    ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text))
  );
}

/** Whether the text is a network in CIDR notation. */
export function isNetwork(text: string): boolean {
  const slash = text.indexOf('/');
  return slash > 0 && isAddress(text.slice(0, slash)) && ipaddr.isValidCIDR(text);
}

/**
 * Sort key of an address: 32 lower-case hex digits, IPv4 in its IPv4-mapped place, so that a network is one
 * contiguous range of keys.
 * @returns '' when the text is no address
 */
export function addressKey(text: string): string {
  if (!isAddress(text)) return '';
  const parsed = ipaddr.parse(text);
  const bytes = parsed instanceof ipaddr.IPv4 ? parsed.toIPv4MappedAddress().toByteArray() : parsed.toByteArray();
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * First and last key of a network (or of one address).
 * @returns null when the text is neither
 */
export function networkKeys(text: string): { first: string; last: string } | null {
  const slash = text.indexOf('/');
  if (slash < 0) {
    const key = addressKey(text);
    return key ? { first: key, last: key } : null;
  }
  if (!isNetwork(text)) return null;
  const key = addressKey(text.slice(0, slash));
  const is4 = ipaddr.IPv4.isValidFourPartDecimal(text.slice(0, slash));
  const bits = Number(text.slice(slash + 1)) + (is4 ? 96 : 0);
  const value = BigInt(`0x${key}`);
  const host = (1n << BigInt(128 - bits)) - 1n;
  const hex = (number: bigint): string => number.toString(16).padStart(32, '0');
  return { first: hex(value & ~host), last: hex(value | host) };
}
