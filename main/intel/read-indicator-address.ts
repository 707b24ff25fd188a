import ipaddr from 'ipaddr.js';
import { parseIpv4 } from '../../shared/parse-ipv4.ts';

const decoder = new TextDecoder();

/** Whether bytes are an address in the form that the index understands, with a number of bits where it is a subnet's. */
export function readIndicatorAddress(bytes: Uint8Array, from: number, to: number, isSubnet: boolean): boolean {
  if (to - from > 50) return false;
  const text = decoder.decode(bytes.subarray(from, to));
  const slash = text.indexOf('/');
  if (slash >= 0 !== isSubnet) return false;
  const address = slash < 0 ? text : text.slice(0, slash);
  const isShort = parseIpv4(address) >= 0;
  if (!isShort && !ipaddr.IPv6.isValid(address)) return false;
  if (!isSubnet) return true;
  const bits = text.slice(slash + 1);
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (isShort ? 32 : 128);
}
