import ipaddr from 'ipaddr.js';

/** Where translators of IPv6 keep IPv4 addresses (RFC 6052, 2.1): `64:ff9b::/96`. */
const TRANSLATED = [0x64, 0xff9b, 0, 0, 0, 0];

/**
 * Whether an address may be one of the outside: neither of this machine or its networks nor of a reserved range, however it is
 * written. IPv4 that stands in IPv6 is looked at as IPv4, since it leads to the same place.
 */
export function isOutside(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast';
  const high = address.parts.slice(0, 6);
  if (high.every((part) => part === 0)) return false;
  if (high.every((part, place) => part === TRANSLATED[place]))
    return new ipaddr.IPv4(address.toByteArray().slice(12)).range() === 'unicast';
  return address.range() === 'unicast';
}
