import type { Connection } from '../../../native/libvirt/connection.ts';
import { LibvirtError } from '../../../native/libvirt/libvirt-error.ts';
import type { NetworkFacts } from '../../telemetry/vm-facts.ts';
import type { NetworkView } from '../watch/host-link.ts';
import { parseNetworkXml } from '../xml/parse-network-xml.ts';

/** Most leases that are kept of a network. */
const MOST_LEASES = 16_384;

/** Asks for the virtual networks and what they leased. A host whose driver has none, or shows none to us, has none. */
export async function readNetworks(connection: Connection): Promise<NetworkView> {
  const view: NetworkView = { networks: [], leases: [] };
  const all = await unlessRefused(connection.call('CONNECT_LIST_ALL_NETWORKS', { needResults: 1, flags: 0 }));
  for (const net of all?.nets ?? []) {
    const text = await unlessRefused(connection.call('NETWORK_GET_XML_DESC', { net, flags: 0 }));
    if (!text) continue;
    const activity = await unlessRefused(connection.call('NETWORK_IS_ACTIVE', { net }));
    const active = activity?.active === 1;
    const parsed = parseNetworkXml(text.xml);
    const facts: Omit<NetworkFacts, 'active'> =
      'network' in parsed ? parsed.network : { name: '', bridge: '', forward: '', ranges: [] };
    view.networks.push({ ...facts, name: net.name.slice(0, 512), active });
    if (!active) continue;
    const leased = await unlessRefused(
      connection.call('NETWORK_GET_DHCP_LEASES', { net, mac: null, needResults: 1, flags: 0 }),
    );
    for (const { mac, ipaddr, hostname } of leased?.leases.slice(0, MOST_LEASES) ?? []) {
      if (!mac) continue;
      view.leases.push({
        mac: mac.toLowerCase().slice(0, 17),
        address: ipaddr.slice(0, 64),
        hostname: hostname?.slice(0, 256) ?? '',
      });
    }
  }
  return view;
}

/** Null for what the daemon refuses: a network may vanish, a driver may have none, a rule may hide it. */
async function unlessRefused<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (thrown) {
    if (thrown instanceof LibvirtError) return null;
    throw thrown;
  }
}
