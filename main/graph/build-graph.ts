import type { z } from 'zod';
import type { graphEdgeSchema, graphNodeSchema } from '../../shared/contract/subject.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';
import type { EdgeSum } from '../store/flow-summaries.ts';
import { toServiceLabel } from './service-label.ts';

type GraphNode = z.infer<typeof graphNodeSchema>;
type GraphEdge = z.infer<typeof graphEdgeSchema>;

/** Flows between two ends over one service, summed; what the graph is made of. */
export type GraphFlow = EdgeSum;

/** By what flows are summed to an edge; the application protocol is left out, for it may be recognised late. */
export function keyOfEdge(flow: Pick<GraphFlow, 'src' | 'dst' | 'transport' | 'dport'>): string {
  return `${flow.src} ${flow.dst} ${flow.transport} ${flow.dport}`;
}

/** A graph as the console draws it. */
export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  groups: { key: string; label: string; members: number }[];
  foldedPeers: number;
}

/** Outside peers beyond this many are folded into one node a service, unless an alert names them. */
const maxOutside = 12;
/** Services of one pair beyond this many become one node: a scan is one fact, not a thousand boxes. */
const maxServicesPerPair = 6;

const outsideGroup = 'outside';

function groupOf(
  subject: SubjectAssessment,
  by: 'role' | 'subnet' | 'none',
  role: string,
): { key: string; label: string } {
  if (by === 'role') return { key: `role:${role || 'none'}`, label: role || 'No role yet' };
  if (by === 'subnet') return { key: `net:${subject.network}`, label: subject.network || 'No network' };
  return { key: '', label: '' };
}

/**
 * Builds the dependency graph: subjects, the services they offer, and outside peers.
 * @param all flows of the window, summed by pair and service
 * @param roles role of each subject, by id
 * @param alertScores worst alert that a flow of an edge proves, by {@link keyOfEdge}
 */
export function buildGraph(
  all: readonly GraphFlow[],
  subjects: readonly SubjectAssessment[],
  roles: ReadonlyMap<string, string>,
  by: 'role' | 'subnet' | 'none',
  alertScores: ReadonlyMap<string, number>,
): Graph {
  const owner = new Map<string, SubjectAssessment>();
  for (const subject of subjects) for (const address of subject.addresses) owner.set(address, subject);
  const scoreOf = (flow: GraphFlow): number | null => alertScores.get(keyOfEdge(flow)) ?? null;
  // Asking who has an address is no dependency; it is shown only where an alert speaks of it.
  const flows = all.filter((flow) => flow.transport !== 'arp' || scoreOf(flow) !== null);

  const outside = new Map<string, { score: number; answers: boolean }>();
  for (const flow of flows) {
    for (const end of [flow.src, flow.dst]) {
      if (owner.has(end)) continue;
      const known = outside.get(end) ?? { score: 0, answers: false };
      known.score = Math.max(known.score, scoreOf(flow) ?? 0);
      known.answers ||= flow.transport !== 'arp';
      outside.set(end, known);
    }
  }
  // An address that was only asked for may belong to nobody: a sweep of 253 is one fact.
  const shown = new Set(
    [...outside]
      .filter(([, { score, answers }]) => answers && (score > 0 || outside.size <= maxOutside))
      .sort((left, right) => right[1].score - left[1].score)
      .slice(0, maxOutside)
      .map(([address]) => address),
  );

  const servicesOfPair = new Map<string, Set<string>>();
  for (const flow of flows) {
    const pair = `${flow.src} ${flow.dst}`;
    const services = servicesOfPair.get(pair) ?? new Set();
    services.add(toServiceLabel(flow.transport, flow.service, flow.dport));
    servicesOfPair.set(pair, services);
  }

  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  const groups = new Map<string, { key: string; label: string; members: number }>();
  const folded = new Map<string, Set<string>>();

  for (const subject of subjects) {
    const group = groupOf(subject, by, roles.get(subject.id) ?? '');
    if (group.key) {
      const known = groups.get(group.key) ?? { ...group, members: 0 };
      known.members++;
      groups.set(group.key, known);
    }
    nodes.set(subject.id, {
      id: subject.id,
      kind: 'subject',
      label: subject.name,
      detail: subject.addresses.join(', '),
      risk: subject.risk,
      group: group.key,
      filter: subject.addresses.map((address) => `ip:${address}`).join(' or '),
    });
  }

  const endOf = (address: string, direction: 'client' | 'server', service: string): string => {
    const subject = owner.get(address);
    if (subject) return subject.id;
    if (shown.has(address)) {
      const id = `out:${address}`;
      if (!nodes.has(id)) {
        nodes.set(id, {
          id,
          kind: 'outside',
          label: address,
          detail: '',
          risk: null,
          group: outsideGroup,
          filter: `ip:${address}`,
        });
      }
      return id;
    }
    const id = direction === 'client' ? 'out:clients' : `out:servers ${service}`;
    const members = folded.get(id) ?? new Set();
    members.add(address);
    folded.set(id, members);
    const label = direction === 'client' ? 'Outside clients' : `Outside, ${service}`;
    nodes.set(id, {
      id,
      kind: 'outside',
      label,
      detail: members.size === 1 ? '1 address' : `${members.size} addresses`,
      risk: null,
      group: outsideGroup,
      filter: '',
    });
    return id;
  };

  const addEdge = (from: string, to: string, service: string, flow: GraphFlow, filter: string): void => {
    const id = `${from}|${to}|${service}`;
    const score = scoreOf(flow);
    const known = edges.get(id);
    if (!known) {
      edges.set(id, {
        id,
        from,
        to,
        service,
        flows: flow.flows,
        bytes: flow.bytesOut + flow.bytesIn,
        firstSeen: flow.firstSeen,
        lastSeen: flow.lastSeen,
        alert: score,
        filter,
      });
      return;
    }
    known.flows += flow.flows;
    known.bytes += flow.bytesOut + flow.bytesIn;
    known.firstSeen = Math.min(known.firstSeen, flow.firstSeen);
    known.lastSeen = Math.max(known.lastSeen, flow.lastSeen);
    if (score !== null) known.alert = Math.max(known.alert ?? 0, score);
    if (known.filter !== filter) known.filter = '';
  };

  for (const flow of flows) {
    const services = servicesOfPair.get(`${flow.src} ${flow.dst}`);
    const many = (services?.size ?? 0) > maxServicesPerPair;
    const service = many ? `${services?.size} services` : toServiceLabel(flow.transport, flow.service, flow.dport);
    const from = endOf(flow.src, 'client', service);
    const to = endOf(flow.dst, 'server', service);
    const pairFilter = `src:${flow.src} dst:${flow.dst}${many || flow.dport === 0 ? '' : ` dport:${flow.dport}`}`;
    const target = owner.get(flow.dst);
    if (!target) {
      addEdge(from, to, service, flow, pairFilter);
      continue;
    }
    const id = `svc:${target.id} ${service}`;
    const serviceFilter = many ? `dst:${flow.dst}` : `dst:${flow.dst}${flow.dport === 0 ? '' : ` dport:${flow.dport}`}`;
    if (!nodes.has(id)) {
      nodes.set(id, {
        id,
        kind: 'service',
        label: service,
        detail: `on ${target.name}`,
        risk: null,
        group: nodes.get(target.id)?.group ?? '',
        filter: serviceFilter,
      });
    }
    addEdge(from, id, service, flow, pairFilter);
    addEdge(id, target.id, service, flow, serviceFilter);
  }

  let foldedPeers = 0;
  for (const members of folded.values()) foldedPeers += members.size;
  const outsideNodes = [...nodes.values()].filter((node) => node.group === outsideGroup).length;
  if (outsideNodes > 0) groups.set(outsideGroup, { key: outsideGroup, label: 'Outside', members: outside.size });
  return { nodes: [...nodes.values()], edges: [...edges.values()], groups: [...groups.values()], foldedPeers };
}
