import ipaddr from 'ipaddr.js';
import { classifyIndicator, type Named } from './classify-indicator.ts';
import { hostOfUrl } from './normalise-url.ts';

/** Shortest prefixes that a feed may list: what is wider is a mistake, or an attack by way of the feed. */
const WIDEST = { ipv4: 8, ipv6: 19 } as const;
const LOCAL_NAMES =
  /(?:^|\.)(?:localhost|local|internal|lan|home|corp|home\.arpa|in-addr\.arpa|ip6\.arpa|example|invalid|test)$/;

/**
 * Why a feed's entry is not taken: it would meet what is nobody's outside (private, local, documentation and group
 * addresses of the IANA special-purpose registries), or far too much. A URL accuses its host as well.
 * @returns null where it may be taken
 */
export function refuseIndicator({ kind, value }: Named): string | null {
  if (kind === 'url') {
    const host = classifyIndicator(hostOfUrl(value));
    return host === null ? null : refuseIndicator(host);
  }
  if (kind === 'domain') return LOCAL_NAMES.test(value) ? 'a name that is local or reserved' : null;
  if (kind !== 'ip' && kind !== 'endpoint' && kind !== 'subnet') return null;
  const [address = '', bits] = value.split('/');
  const parsed = ipaddr.parse(address);
  if (bits !== undefined && Number(bits) < WIDEST[parsed.kind()]) return `wider than /${WIDEST[parsed.kind()]}`;
  if (parsed.range() !== 'unicast') return `${parsed.range()} addresses`;
  if (bits === undefined) return null;
  const special = specialNetworks.find(
    (network) => network.kind() === parsed.kind() && contains(parsed, Number(bits), network),
  );
  return special === undefined ? null : `covers ${special.toString()}`;
}

/** Networks of which part of a listed subnet may be: those that a wider listed one would cover. */
const specialNetworks = [
  '10.0.0.0',
  '100.64.0.0',
  '127.0.0.0',
  '169.254.0.0',
  '172.16.0.0',
  '192.168.0.0',
  '224.0.0.0',
  'fc00::',
  'fe80::',
].map((text) => ipaddr.parse(text));

function contains(network: ipaddr.IPv4 | ipaddr.IPv6, bits: number, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.match(network, bits);
}
