import ipaddr from 'ipaddr.js';

const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
/** Remembered answers; IPv6 text is costly to read and repeats. */
const MAX_KNOWN = 4096;
const known = new Map<string, string>();

/** The address in its usual form (dotted, or RFC 5952; an IPv4-mapped one as IPv4, a zone dropped), '' when it is not one. */
export function canonicalAddress(text: string): string {
  if (text.length < 2 || text.length > 64) return '';
  const parts = V4.exec(text);
  if (parts !== null) {
    for (let index = 1; index <= 4; index += 1) if (Number(parts[index]) > 255) return '';
    return `${Number(parts[1])}.${Number(parts[2])}.${Number(parts[3])}.${Number(parts[4])}`;
  }
  if (!text.includes(':')) return '';
  const answer = known.get(text);
  if (answer !== undefined) return answer;
  const canonical = readV6(text);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(text, canonical);
  return canonical;
}

function readV6(text: string): string {
  const zone = text.indexOf('%');
  const bare = zone < 0 ? text : text.slice(0, zone);
  try {
    const address = ipaddr.IPv6.parse(bare);
    return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toString();
  } catch {
    return '';
  }
}

/** True for addresses that say nothing about which host it is: loopback and unspecified. */
export function isNobodysAddress(address: string): boolean {
  return address === '' || address === '::' || address === '::1' || address === '0.0.0.0' || address.startsWith('127.');
}

/** Six pairs of hex digits in lower case with colons, '' when it is not a MAC address. */
export function canonicalMac(text: string): string {
  if (text.length !== 17 || !/^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$/.test(text)) return '';
  return text.toLowerCase().replaceAll('-', ':');
}
