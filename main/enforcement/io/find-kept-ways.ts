import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describeUri } from '../../hosts/describe-uri.ts';
import type { KeptWays } from '../../policy/world/session-world.ts';

/** A host as far as its ways go. */
interface Reached {
  id: string;
  name: string;
  uri: string;
}

const PORTS = { ssh: 22, tls: 16_514, tcp: 16_509 } as const;

/** What must stay reachable: this console, and by the way that is used to it, each host; its names and leases besides. */
export function findKeptWays(hosts: readonly Reached[]): KeptWays {
  const own = Object.values(networkInterfaces())
    .flat()
    .flatMap((address) =>
      address === undefined || address.internal || address.address.startsWith('fe80') ? [] : [toCidr(address.address)],
    );
  const ways: KeptWays['protected'] = [];
  for (const { id, name, uri } of hosts) {
    const { transport, host } = describeUri(uri);
    for (const cidr of own) ways.push({ host: id, cidr, port: null, transport: 'tcp', why: 'the console' });
    const address = host.replaceAll(/^\[|\]$/g, '');
    if (isIP(address) === 0 || !(transport in PORTS)) continue;
    const cidr = toCidr(address);
    const port = portOf(uri) ?? PORTS[transport as keyof typeof PORTS];
    ways.push({ host: id, cidr, port, transport: 'tcp', why: `${transport === 'ssh' ? 'ssh' : 'libvirt'} of ${name}` });
    ways.push({ host: id, cidr, port: 53, transport: 'any', why: `DNS of ${name}` });
    ways.push({ host: id, cidr, port: 67, transport: 'udp', why: `DHCP of ${name}` });
  }
  return { management: own, protected: ways };
}

function toCidr(address: string): string {
  return address.includes(':') ? `${address}/128` : `${address}/32`;
}

function portOf(uri: string): number | null {
  const port = Number(/^[^/]*\/\/[^/?#]*:(\d{1,5})(?:[/?#]|$)/.exec(uri)?.[1] ?? 0);
  return port > 0 && port < 65_536 ? port : null;
}
