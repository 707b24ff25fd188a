import ipaddr from 'ipaddr.js';

/** A CIDR as the analyst typed it, and what is wrong with it ('' when nothing is). */
export interface NetworkCheck {
  /** The network in its usual form; '' where it cannot be read. */
  network: string;
  problem: string;
}

/** Reads one network: an address with a prefix, or a single address. Host bits that are set are named, not dropped. */
export function checkNetwork(text: string): NetworkCheck {
  const trimmed = text.trim();
  if (trimmed === '') return { network: '', problem: 'Write a network, for example 10.20.0.0/16.' };
  const slash = trimmed.indexOf('/');
  const address = slash < 0 ? trimmed : trimmed.slice(0, slash);
  if (!ipaddr.isValid(address) || /^[\d.]+$/u.test(address) !== ipaddr.IPv4.isValidFourPartDecimal(address))
    return { network: '', problem: `"${address}" is not an IPv4 or IPv6 address.` };
  const parsed = ipaddr.parse(address);
  const most = parsed.kind() === 'ipv4' ? 32 : 128;
  const prefixText = slash < 0 ? String(most) : trimmed.slice(slash + 1);
  if (!/^\d{1,3}$/u.test(prefixText) || Number(prefixText) > most)
    return { network: '', problem: `The prefix must be a number from 0 to ${most}.` };
  const prefix = Number(prefixText);
  const base = maskAddress(parsed.toByteArray(), prefix);
  const network = `${ipaddr.fromByteArray(base).toString()}/${prefix}`;
  if (prefix === 0) return { network: '', problem: 'That is every address; no host would be outside.' };
  if (base.some((byte, index) => byte !== parsed.toByteArray()[index]))
    return { network: '', problem: `Bits beyond the prefix are set. Did you mean ${network}?` };
  return { network, problem: '' };
}

function maskAddress(bytes: number[], prefix: number): number[] {
  return bytes.map((byte, index) => {
    const kept = Math.min(8, Math.max(0, prefix - index * 8));
    return byte & (0xff << (8 - kept)) & 0xff;
  });
}

/** Whether an address lies in a network; false where either cannot be read. */
export function networkHolds(network: string, address: string): boolean {
  try {
    const [base, prefix] = ipaddr.parseCIDR(network);
    const parsed = ipaddr.parse(address);
    return parsed.kind() === base.kind() && parsed.match(base, prefix);
  } catch {
    return false;
  }
}
