import type { LinkTable } from './link-table.ts';

/**
 * Groups local addresses into machines: addresses that one MAC (no router's) speaks for are one machine.
 * @param addresses local addresses in the order they were first known
 * @returns groups in the order of their first address, each in the given order
 */
export function groupMachines(addresses: readonly string[], links: LinkTable): string[][] {
  const order = new Map(addresses.map((address, index) => [address, index]));
  const taken = new Set<string>();
  const machines: string[][] = [];
  for (const address of addresses) {
    if (taken.has(address)) continue;
    const members = new Set<string>();
    const open = [address];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (members.has(next)) continue;
      members.add(next);
      for (const sibling of links.siblings(next)) if (order.has(sibling) && !taken.has(sibling)) open.push(sibling);
    }
    for (const member of members) taken.add(member);
    machines.push([...members].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)));
  }
  return machines;
}

function rankOf(address: string): number {
  if (address.startsWith('169.254.')) return 2;
  if (!address.includes(':')) return 0;
  return address.startsWith('fe80') ? 3 : 1;
}

/** Addresses as people look for them: IPv4 before IPv6 before link-local, each in order of its text. */
export function sortAddresses(addresses: Iterable<string>): string[] {
  return [...new Set(addresses)].sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
}

/** The address a machine is known by: IPv4 before IPv6 before link-local, else the first seen. */
export function leadingAddress(addresses: readonly string[]): string {
  return [...addresses].sort((a, b) => rankOf(a) - rankOf(b))[0] ?? '';
}
