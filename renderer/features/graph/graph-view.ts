import type { z } from 'zod';
import type { graphEdgeSchema, graphNodeSchema } from '../../../shared/contract/subject.ts';
import type { RiskBand } from '../../ui/risk-band.ts';
import { foldGraph } from './fold-graph.ts';

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
  /** Some of its members stand in it as one node. */
  folded: boolean;
}

/** What is drawn, and which groups are folded. */
export interface GraphView {
  nodes: ViewNode[];
  edges: ViewEdge[];
  boxes: ViewBox[];
  folded: ReadonlySet<string>;
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
  /** Nodes that stand by themselves whatever is folded. */
  shown?: ReadonlySet<string>;
}

/** Folds groups, leaves out what was not chosen, and joins the edges that then run between the same two nodes. */
export function buildGraphView(
  graph: { nodes: GraphNode[]; edges: GraphEdge[]; groups: GraphGroup[] },
  choice: GraphChoice,
): GraphView {
  const { nodes, boxes, target, folded } = foldGraph(graph, choice);
  const edges = joinEdges(graph.edges, target);
  markAlerts(nodes, edges);
  return { nodes, edges, boxes, folded };
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
    // More than a dozen cannot be told in one filter: the empty one says so.
    if (!known.filters.includes(edge.filter)) known.filters.push(known.filters.length < 12 ? edge.filter : '');
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
