import { kindOfAddress, networkOfAddress } from '../../personas/address.ts';
import type { EdgeSum } from '../../store/flow-summaries.ts';
import type { AttackEdge, AttackNode } from './attack-graph.ts';

/** The start that stands for everybody outside. */
export const INTERNET = 'internet';

/** IP bytes of an answer above which more than a handshake came back: who only knocked does not use the service. */
const TALK = 250;

/** What is known of a VM that paths lead through. */
export interface AttackSubject {
  id: string;
  name: string;
  addresses: readonly string[];
  role: string;
  sensitivity: AttackNode['sensitivity'];
  weaknesses: AttackNode['weaknesses'];
}

/** Nodes and ways of a session as the evidence shows them. */
export interface AttackGraph {
  nodes: AttackNode[];
  edges: AttackEdge[];
}

/**
 * Who can get where: services that VMs were seen to use, services that VMs of the same network could use because somebody
 * does, and services that the outside was seen to use. What was never answered is no service.
 * @param sums flows summed by pair and service
 */
export function buildAttackGraph(subjects: readonly AttackSubject[], sums: readonly EdgeSum[]): AttackGraph {
  const owner = new Map<string, AttackSubject>();
  for (const subject of subjects) for (const address of subject.addresses) owner.set(address, subject);
  const nodes: AttackNode[] = [
    { id: INTERNET, name: 'Internet', kind: 'internet', role: '', sensitivity: 'public', weaknesses: [] },
    ...subjects.map(({ id, name, role, sensitivity, weaknesses }) => ({
      id,
      name,
      kind: 'vm' as const,
      role,
      sensitivity,
      weaknesses,
    })),
  ];
  const edges = new Map<string, AttackEdge>();
  const add = (edge: AttackEdge): void => {
    const key = `${edge.from} ${edge.to} ${edge.transport} ${edge.port}`;
    const known = edges.get(key);
    if (known === undefined) edges.set(key, edge);
    else if (edge.service !== '' && known.service === '') edges.set(key, { ...known, service: edge.service });
  };
  const networks = new Set<string>();
  for (const { src, dst, transport, service, dport: port, flows, bytesIn } of sums) {
    const target = owner.get(dst);
    if (target === undefined || bytesIn === 0 || (transport !== 'tcp' && transport !== 'udp')) continue;
    const source = owner.get(src);
    const about = { to: target.id, transport, port, service };
    const uses = transport === 'udp' || bytesIn / flows > TALK;
    if (source !== undefined) add({ from: source.id, ...about, basis: uses ? 'observed' : 'reachable' });
    else if (kindOfAddress(src) === 'public') add({ from: INTERNET, ...about, basis: 'reachable' });
    const network = networkOfAddress(dst);
    if (network === '') continue;
    networks.add(network);
    add({ from: `network:${network}`, ...about, basis: 'reachable' });
  }
  for (const network of networks) {
    const id = `network:${network}`;
    nodes.push({ id, name: network, kind: 'network', role: '', sensitivity: 'undeclared', weaknesses: [] });
  }
  for (const { id, addresses } of subjects) {
    for (const network of new Set(addresses.map(networkOfAddress))) {
      if (networks.has(network))
        add({ from: id, to: `network:${network}`, transport: '', port: 0, service: '', basis: 'reachable' });
    }
  }
  return { nodes, edges: [...edges.values()] };
}
