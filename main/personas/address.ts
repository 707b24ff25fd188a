import ipaddr from 'ipaddr.js';

/** What an address is by its number alone. `group` is multicast, broadcast and unspecified: nobody's own. */
export type AddressKind = 'private' | 'loopback' | 'link-local' | 'group' | 'public' | 'other';

function kindOfIpv4(text: string): AddressKind {
  const dot = text.indexOf('.');
  const first = Number(text.slice(0, dot));
  const second = Number(text.slice(dot + 1, text.indexOf('.', dot + 1)));
  if (first === 10) return 'private';
  if (first === 127) return 'loopback';
  if (first === 192 && second === 168) return 'private';
  if (first === 172 && second >= 16 && second < 32) return 'private';
  if (first === 169 && second === 254) return 'link-local';
  // Carrier-grade NAT space: inside from where a capture is taken.
  if (first === 100 && second >= 64 && second < 128) return 'private';
  if (first >= 224 || first === 0) return 'group';
  return first >= 1 ? 'public' : 'other';
}

/**
 * Kind of an address in its usual text form (lower-case IPv6). Cheap: no full parse.
 * Anything that is no address (a MAC, a host name) is `other`.
 */
export function kindOfAddress(text: string): AddressKind {
  const colon = text.indexOf(':');
  if (colon < 0) return text.indexOf('.') > 0 ? kindOfIpv4(text) : 'other';
  if (text === '::1') return 'loopback';
  if (text === '::') return 'group';
  const head = text.slice(0, 2);
  if (head === 'ff') return 'group';
  if (head === 'fc' || head === 'fd') return 'private';
  if (head === 'fe' && '89ab'.includes(text.charAt(2))) return 'link-local';
  return text.length > colon + 1 ? 'public' : 'other';
}

/** Network an address is taken to belong to where nobody declared one: its /24 or /64 as CIDR text, '' if unreadable. */
export function networkOfAddress(text: string): string {
  if (!text.includes(':')) {
    if (kindOfAddress(text) === 'other') return '';
    const last = text.lastIndexOf('.');
    return last > 0 ? `${text.slice(0, last)}.0/24` : '';
  }
  if (!ipaddr.IPv6.isValid(text)) return '';
  const parts = ipaddr.IPv6.parse(text).parts.slice(0, 4);
  return `${new ipaddr.IPv6([...parts, 0, 0, 0, 0]).toString()}/64`;
}

/** The larger block around an address that one organisation often holds: its /16 or /48 as CIDR text, '' if unreadable. */
export function siteOfAddress(text: string): string {
  if (!text.includes(':')) {
    const second = text.indexOf('.', text.indexOf('.') + 1);
    return second > 0 ? `${text.slice(0, second)}.0.0/16` : '';
  }
  if (!ipaddr.IPv6.isValid(text)) return '';
  const parts = ipaddr.IPv6.parse(text).parts.slice(0, 3);
  return `${new ipaddr.IPv6([...parts, 0, 0, 0, 0, 0]).toString()}/48`;
}

/** Tells whether an address lies in any of the networks; unreadable addresses lie in none. */
export type NetworkTest = (address: string) => boolean;

/** Builds a test for CIDR texts (or single addresses); texts that are neither are left out. */
export function networkTest(networks: readonly string[]): NetworkTest {
  const ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  for (const text of networks) {
    if (ipaddr.isValidCIDR(text)) ranges.push(ipaddr.parseCIDR(text));
    else if (ipaddr.isValid(text)) {
      const address = ipaddr.parse(text);
      ranges.push([address, address.kind() === 'ipv4' ? 32 : 128]);
    }
  }
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.parse(address);
    return ranges.some(([base, bits]) => parsed.kind() === base.kind() && parsed.match([base, bits]));
  };
}
