import ipaddr from 'ipaddr.js';
import { isAddress, isNetwork } from '../filter/address.ts';

/** A network, or an address as a network of one, in its one way of being written; null where it is neither. */
export function canonicalCidr(text: string): string | null {
  const written = text.trim();
  if (isAddress(written)) {
    const address = ipaddr.process(written);
    return address instanceof ipaddr.IPv4 ? `${address.toString()}/32` : `${address.toRFC5952String()}/128`;
  }
  if (!isNetwork(written)) return null;
  const slash = written.lastIndexOf('/');
  const bits = Number(written.slice(slash + 1));
  if (ipaddr.IPv4.isValidFourPartDecimal(written.slice(0, slash)))
    return `${ipaddr.IPv4.networkAddressFromCIDR(written).toString()}/${bits}`;
  const network = ipaddr.IPv6.networkAddressFromCIDR(written);
  return `${network.toRFC5952String()}/${bits}`;
}
