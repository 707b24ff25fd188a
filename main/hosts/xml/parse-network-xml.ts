import ipaddr from 'ipaddr.js';
import type { NetworkFacts } from '../../telemetry/vm-facts.ts';
import { attributeOf, findElement, findElements, textOf } from './find-element.ts';
import { parseXml, type XmlElement } from './parse-xml.ts';

const MOST_RANGES = 64;

/** Reads the XML of a virtual network; whether it is active comes from elsewhere. */
export function parseNetworkXml(xml: string): { network: Omit<NetworkFacts, 'active'> } | { problem: string } {
  const parsed = parseXml(xml);
  if ('problem' in parsed) return parsed;
  const { root } = parsed;
  if (root.name !== 'network' || root.space !== '') return { problem: 'The XML describes no network.' };
  const forward = findElement(root, 'forward');
  return {
    network: {
      name: textOf(findElement(root, 'name'), 512),
      bridge: attributeOf(findElement(root, 'bridge'), 'name', 64),
      // Without a mode of its own it is NAT; without the element the network is isolated.
      forward: forward ? attributeOf(forward, 'mode', 64) || 'nat' : '',
      ranges: findElements(root, 'ip').slice(0, MOST_RANGES).map(readRange).filter(Boolean),
    },
  };
}

/** CIDR text, '' where it is none. */
function readRange(element: XmlElement): string {
  const address = attributeOf(element, 'address');
  if (!ipaddr.isValid(address)) return '';
  const parsed = ipaddr.parse(address);
  const wide = parsed.kind() === 'ipv6' ? 128 : 32;
  const netmask = attributeOf(element, 'netmask');
  const written = attributeOf(element, 'prefix');
  let prefix = /^\d{1,3}$/.test(written) ? Number(written) : wide;
  if (ipaddr.IPv4.isValid(netmask)) prefix = ipaddr.IPv4.parse(netmask).prefixLengthFromSubnetMask() ?? wide;
  if (prefix > wide) return '';
  const cidr = `${parsed.toString()}/${prefix}`;
  const network = wide === 128 ? ipaddr.IPv6.networkAddressFromCIDR(cidr) : ipaddr.IPv4.networkAddressFromCIDR(cidr);
  return `${network.toString()}/${prefix}`;
}
