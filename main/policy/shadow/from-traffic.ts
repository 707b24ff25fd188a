import type { PolicyVm } from '../policy-world.ts';
import type { ConnectionTable, SeenConnection } from './connection-table.ts';
import { writeAllow } from './rule-yaml.ts';

/** Outside peers of one port beyond which they are no longer named one by one. */
const MOST_PEERS = 24;

/** Writes a policy that allows what a VM was seen to do and nothing else; what alerts rest on is left out, and counted. */
export function writeFromTraffic(
  vm: PolicyVm,
  vms: readonly PolicyVm[],
  table: ConnectionTable,
): { text: string; flows: number; leftOut: number } {
  const owners = new Map(vms.flatMap((known) => known.addresses.map((address) => [address, known] as const)));
  const own = new Set(vm.addresses);
  let flows = 0;
  let leftOut = 0;
  const groups = new Map<
    string,
    { direction: 'in' | 'out'; seen: SeenConnection; vms: Set<string>; addresses: Set<string> }
  >();
  for (const seen of table.connections) {
    const [src, dst] = [table.addresses.textOf(seen.src), table.addresses.textOf(seen.dst)];
    const direction = own.has(src) ? 'out' : 'in';
    if (!own.has(direction === 'out' ? src : dst) || own.has(direction === 'out' ? dst : src)) continue;
    // What nobody answered was needed by nobody, and who called is guessed where the beginning is missing.
    if (seen.alert > 0 || !seen.sure || seen.answered === 0) {
      leftOut += seen.flows;
      continue;
    }
    flows += seen.flows;
    const key = `${direction} ${seen.protocol} ${seen.dport}`;
    const group = groups.get(key) ?? { direction, seen, vms: new Set<string>(), addresses: new Set<string>() };
    const peer = direction === 'out' ? dst : src;
    const owner = owners.get(peer);
    if (owner === undefined) group.addresses.add(peer);
    else group.vms.add(owner.uuid);
    groups.set(key, group);
  }
  const rules = [...groups.values()]
    .sort((left, right) =>
      left.direction < right.direction ? -1 : left.direction > right.direction ? 1 : left.seen.dport - right.seen.dport,
    )
    .map(({ direction, seen, vms: peers, addresses }) => {
      const ported = seen.protocol === 6 || seen.protocol === 17;
      const word = { 1: 'icmp', 58: 'icmp', 47: 'gre', 50: 'esp', 132: 'sctp' }[seen.protocol];
      if (!ported && word === undefined) return null;
      const many = addresses.size > MOST_PEERS;
      return writeAllow({
        direction,
        peer: many
          ? {}
          : addresses.size === 0
            ? { vm: [...peers].sort() }
            : peers.size === 0
              ? { address: [...addresses].sort() }
              : { address: [...addresses, ...addressesOf(vms, peers)].sort() },
        ports: ported ? [{ protocol: seen.protocol, port: seen.dport }] : [],
        protocols: ported || word === undefined ? [] : [word],
      });
    })
    .filter((rule) => rule !== null);
  const text = [
    `policy: ${nameOf(vm)}`,
    'tier: segmentation',
    'priority: 300',
    `applies: { vm: [${JSON.stringify(vm.uuid)}] }`,
    'rules:',
    ...(rules.length > 0 ? rules : ['  []']),
    'otherwise: { inbound: deny, outbound: deny }',
    'automation: suggest',
    'revert: { after: 30 s, unless: confirmed }',
    '',
  ].join('\n');
  return { text: rules.length > 0 ? text : text.replace('rules:\n  []', 'rules: []'), flows, leftOut };
}

function addressesOf(vms: readonly PolicyVm[], ids: ReadonlySet<string>): string[] {
  return vms.filter(({ uuid }) => ids.has(uuid)).flatMap(({ addresses }) => addresses);
}

function nameOf(vm: PolicyVm): string {
  const word = vm.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${/^[a-z]/.test(word) ? '' : 'vm-'}${word || 'unnamed'}-as-seen`;
}
