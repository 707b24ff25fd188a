import type { z } from 'zod';
import type { graphEdgeSchema, graphNodeSchema } from '../../../shared/contract/subject.ts';
import { bandOf, type RiskBand } from '../../ui/risk-band.ts';

/** A node as the engine tells it. */
export type GraphNode = z.infer<typeof graphNodeSchema>;
/** An edge as the engine tells it. */
export type GraphEdge = z.infer<typeof graphEdgeSchema>;
/** A group as the engine tells it. */
export interface GraphGroup {
  key: string;
  label: string;
  members: number;
}

/** A node to draw: one of the engine's, or a whole group folded into one. */
export interface ViewNode {
  id: string;
  kind: GraphNode['kind'] | 'group';
  label: string;
  detail: string;
  risk: number | null;
  /** Key of the box it stands in, '' for what stands free. */
  box: string;
  filter: string;
  /** Worst score of an alert on one of its edges; null when none. */
  alert: number | null;
  /** How many members of each band a folded group has; null for a single node. */
  bands: Record<RiskBand, number> | null;
}

/** An edge to draw; several of the engine's where their ends were folded. */
export interface ViewEdge {
  id: string;
  from: string;
  to: string;
  services: string[];
  flows: number;
  bytes: number;
  alert: number | null;
  firstSeen: number;
  lastSeen: number;
  /** Filters of the edges it stands for. */
  filters: string[];
}

/** A box around the members of a group that is not folded. */
export interface ViewBox {
  key: string;
  label: string;
  members: number;
  outside: boolean;
}

/** What is drawn, and which groups are folded. */
export interface GraphView {
  nodes: ViewNode[];
  edges: ViewEdge[];
  boxes: ViewBox[];
  folded: ReadonlySet<string>;
}

/** Key of the box for peers outside the local networks. */
export const outsideBox = 'outside:';
/** A group above this starts folded, and so does every group of a fleet above `largeFleet`. */
export const largeGroup = 12;
/** See {@link largeGroup}. */
export const largeFleet = 150;

/** Keys of the groups folded at first. */
export function listFoldedAtFirst(nodes: GraphNode[]): ReadonlySet<string> {
  const sizes = new Map<string, number>();
  let fleet = 0;
  for (const node of nodes) {
    if (node.kind !== 'subject') continue;
    fleet++;
    sizes.set(node.group, (sizes.get(node.group) ?? 0) + 1);
  }
  const folded = new Set<string>();
  for (const [key, size] of sizes) if (size > 1 && (size > largeGroup || fleet > largeFleet)) folded.add(key);
  return folded;
}

function countBands(members: GraphNode[]): Record<RiskBand, number> {
  const bands: Record<RiskBand, number> = { none: 0, low: 0, elevated: 0, high: 0, critical: 0 };
  for (const member of members) bands[bandOf(member.risk)]++;
  return bands;
}

function worstOf(members: GraphNode[]): number | null {
  let worst: number | null = null;
  for (const { risk } of members) if (risk !== null && (worst === null || risk > worst)) worst = risk;
  return worst;
}

function groupFilter(members: GraphNode[]): string {
  // A filter of hundreds of hosts cannot be read and may not be sent: above that the list opens unfiltered.
  if (members.length > 12) return '';
  return members.map((member) => `(${member.filter})`).join(' or ');
}

/** What of a graph is drawn. */
export interface GraphChoice {
  /** False draws no boxes and folds nothing. */
  grouped: boolean;
  /** Groups whose fold the analyst turned round. */
  turned: ReadonlySet<string>;
  /** False leaves service boxes out: edges then run from VM to VM. */
  services: boolean;
  /** False leaves peers outside the local networks out. */
  outside: boolean;
}

/** Folds groups, leaves out what was not chosen, and joins the edges that then run between the same two nodes. */
export function buildGraphView(
  graph: { nodes: GraphNode[]; edges: GraphEdge[]; groups: GraphGroup[] },
  choice: GraphChoice,
): GraphView {
  const { grouped, turned } = choice;
  const folded = new Set<string>();
  const atFirst = listFoldedAtFirst(graph.nodes);
  const labels = new Map(graph.groups.map((group) => [group.key, group.label]));
  const members = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    if (node.kind !== 'subject') continue;
    const list = members.get(node.group);
    if (list === undefined) members.set(node.group, [node]);
    else list.push(node);
  }
  if (grouped) for (const key of members.keys()) if (atFirst.has(key) !== turned.has(key)) folded.add(key);

  const target = new Map<string, string>();
  const hosts = choice.services ? new Map<string, string>() : listHosts(graph);
  const nodes: ViewNode[] = [];
  for (const node of graph.nodes) {
    if (node.kind === 'outside' && !choice.outside) continue;
    if (node.kind === 'service' && !choice.services) continue;
    // A service folds with the group of the VM that offers it.
    if (node.kind !== 'outside' && folded.has(node.group)) {
      target.set(node.id, `group:${node.group}`);
      continue;
    }
    target.set(node.id, node.id);
    const box = !grouped || node.kind === 'service' ? '' : node.kind === 'outside' ? outsideBox : node.group;
    const { id, kind, label, detail, risk, filter } = node;
    nodes.push({ id, kind, label, detail, risk, box, filter, alert: null, bands: null });
  }
  for (const key of folded) {
    const list = members.get(key) ?? [];
    nodes.push({
      id: `group:${key}`,
      kind: 'group',
      label: labels.get(key) ?? key,
      detail: `${list.length} VMs`,
      risk: worstOf(list),
      box: '',
      filter: groupFilter(list),
      alert: null,
      bands: countBands(list),
    });
  }
  const boxes: ViewBox[] = [];
  if (grouped) {
    const peers = nodes.filter((node) => node.kind === 'outside').length;
    if (peers > 0) boxes.push({ key: outsideBox, label: 'Outside', members: peers, outside: true });
    for (const [key, list] of members)
      if (!folded.has(key)) boxes.push({ key, label: labels.get(key) ?? key, members: list.length, outside: false });
  }
  for (const [service, host] of hosts) {
    const place = target.get(host);
    if (place !== undefined) target.set(service, place);
  }
  const edges = joinEdges(graph.edges, target);
  markAlerts(nodes, edges);
  return { nodes, edges, boxes, folded };
}

/** Which VM offers each service: where the edge that leaves it leads. */
function listHosts(graph: { nodes: GraphNode[]; edges: GraphEdge[] }): Map<string, string> {
  const services = new Set(graph.nodes.filter((node) => node.kind === 'service').map((node) => node.id));
  const hosts = new Map<string, string>();
  for (const edge of graph.edges) if (services.has(edge.from)) hosts.set(edge.from, edge.to);
  return hosts;
}

function markAlerts(nodes: ViewNode[], edges: ViewEdge[]): void {
  const scores = new Map<string, number>();
  for (const { from, to, alert } of edges) {
    if (alert === null) continue;
    for (const id of [from, to]) scores.set(id, Math.max(alert, scores.get(id) ?? 0));
  }
  for (const node of nodes) node.alert = scores.get(node.id) ?? null;
}

function joinEdges(edges: GraphEdge[], target: ReadonlyMap<string, string>): ViewEdge[] {
  const joined = new Map<string, ViewEdge>();
  for (const edge of edges) {
    const from = target.get(edge.from);
    const to = target.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    const id = `${from} → ${to}`;
    const known = joined.get(id);
    if (known === undefined) {
      const { service, filter, flows, bytes, alert, firstSeen, lastSeen } = edge;
      const own = { id, from, to, flows, bytes, alert, firstSeen, lastSeen };
      joined.set(id, { ...own, services: [service], filters: [filter] });
      continue;
    }
    known.flows += edge.flows;
    known.bytes += edge.bytes;
    known.firstSeen = Math.min(known.firstSeen, edge.firstSeen);
    known.lastSeen = Math.max(known.lastSeen, edge.lastSeen);
    if (edge.alert !== null) known.alert = Math.max(known.alert ?? 0, edge.alert);
    if (!known.services.includes(edge.service)) known.services.push(edge.service);
    if (known.filters.length < 12 && !known.filters.includes(edge.filter)) known.filters.push(edge.filter);
  }
  return [...joined.values()];
}

/** Width of an edge in pixels: 0.8 for a few bytes up to 4 for gigabytes, by the logarithm. */
export function measureEdge(bytes: number): number {
  return Math.min(4, Math.max(0.8, 0.8 + (Math.log10(Math.max(1, bytes)) - 3) * 0.5));
}

/** One filter for the flows of an edge; '' where it would be too long, or where one of its parts has none. */
export function joinFilters(filters: readonly string[]): string {
  if (filters.some((filter) => filter === '')) return '';
  const joined = filters.length === 1 ? (filters[0] ?? '') : filters.map((filter) => `(${filter})`).join(' or ');
  return joined.length > 1000 ? '' : joined;
}
