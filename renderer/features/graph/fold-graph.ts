import { bandOf, type RiskBand } from '../../ui/risk-band.ts';
import type { GraphChoice, GraphEdge, GraphGroup, GraphNode, ViewBox, ViewNode } from './graph-view.ts';

/** Key of the box for peers outside the local networks. */
export const outsideBox = 'outside:';
/** Stands for all VMs where they are not grouped. */
const allGroup = 'all:';
/** A group above this starts folded, and so does every group of a fleet above `largeFleet`. */
export const largeGroup = 12;
/** See {@link largeGroup}. */
export const largeFleet = 150;
/** Members of folded groups that stand by themselves: the worst of all, from Elevated up, so many of one group. */
const standing = 12;
const standingOfGroup = 6;
/** Peers that stand by themselves where many are folded. */
const standingPeers = 6;
const raised = 0.4;
/** Services of one VM that are drawn before the rest becomes one node. */
const mostServices = 6;

/** What is drawn of a graph, and where each of its nodes went. */
export interface FoldedGraph {
  nodes: ViewNode[];
  boxes: ViewBox[];
  /** Id of the drawn node by id of the engine's; absent for what is left out. */
  target: Map<string, string>;
  folded: Set<string>;
}

/** Key under which the fold a node may be in is turned round. */
export function nameFold(node: GraphNode): string {
  if (node.kind === 'outside') return outsideBox;
  return node.group === '' ? allGroup : node.group;
}

/** Keys of the groups folded at first. */
export function listFoldedAtFirst(nodes: readonly GraphNode[]): ReadonlySet<string> {
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

function countBands(members: readonly GraphNode[]): Record<RiskBand, number> {
  const bands: Record<RiskBand, number> = { none: 0, low: 0, elevated: 0, high: 0, critical: 0 };
  for (const member of members) bands[bandOf(member.risk)]++;
  return bands;
}

function worstOf(members: readonly GraphNode[]): number | null {
  let worst: number | null = null;
  for (const { risk } of members) if (risk !== null && (worst === null || risk > worst)) worst = risk;
  return worst;
}

function groupFilter(members: readonly GraphNode[]): string {
  // A filter of hundreds of hosts cannot be read and may not be sent: above that the list opens unfiltered.
  if (members.length > largeGroup) return '';
  return members.map((member) => `(${member.filter})`).join(' or ');
}

function drawOne(node: GraphNode, box: string): ViewNode {
  const { id, kind, label, detail, risk, filter } = node;
  return { id, kind, label, detail, risk, box, filter, alert: null, bands: null };
}

/** Which VM offers each service: where the edge that leaves it leads. */
function listHosts(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Map<string, string> {
  const services = new Set(nodes.filter((node) => node.kind === 'service').map((node) => node.id));
  const hosts = new Map<string, string>();
  for (const edge of edges) if (services.has(edge.from)) hosts.set(edge.from, edge.to);
  return hosts;
}

/** How much a node asks to be seen: the worst alert on its edges, then the bytes of them. */
function weighNodes(edges: readonly GraphEdge[]): Map<string, { alert: number; bytes: number }> {
  const weights = new Map<string, { alert: number; bytes: number }>();
  for (const edge of edges)
    for (const id of [edge.from, edge.to]) {
      const weight = weights.get(id) ?? { alert: 0, bytes: 0 };
      weight.alert = Math.max(weight.alert, edge.alert ?? 0);
      weight.bytes += edge.bytes;
      weights.set(id, weight);
    }
  return weights;
}

/** Folds large groups, many peers and many services to one node each, and leaves out what was not chosen. */
export function foldGraph(
  graph: { nodes: readonly GraphNode[]; edges: readonly GraphEdge[]; groups: readonly GraphGroup[] },
  choice: GraphChoice,
): FoldedGraph {
  const drawn: FoldedGraph = { nodes: [], boxes: [], target: new Map(), folded: new Set() };
  const weights = weighNodes(graph.edges);
  const hosts = listHosts(graph.nodes, graph.edges);
  if (choice.outside) foldOutside(graph.nodes, choice, weights, drawn);
  foldGroups(graph, choice, drawn);
  if (choice.services) foldServices(graph.nodes, choice, hosts, weights, drawn);
  else
    for (const [service, host] of hosts) {
      const place = drawn.target.get(host);
      if (place !== undefined) drawn.target.set(service, place);
    }
  return drawn;
}

function foldOutside(
  all: readonly GraphNode[],
  choice: GraphChoice,
  weights: ReadonlyMap<string, { alert: number }>,
  drawn: FoldedGraph,
): void {
  const peers = all.filter((node) => node.kind === 'outside');
  const box = choice.grouped ? outsideBox : '';
  const fold = peers.length > largeGroup !== choice.turned.has(outsideBox) && peers.length > 1;
  const alerting = peers.filter((peer) => (weights.get(peer.id)?.alert ?? 0) >= raised);
  // Where more than a few are named, as by a scan, none of them says more than their number.
  const named = peers.length > largeGroup && alerting.length <= standingPeers ? alerting : [];
  const own = fold ? named : peers;
  const rest = fold ? peers.filter((peer) => !own.includes(peer)) : [];
  for (const peer of own) {
    drawn.nodes.push(drawOne(peer, box));
    drawn.target.set(peer.id, peer.id);
  }
  if (rest.length > 0) {
    const id = `group:${outsideBox}`;
    drawn.folded.add(outsideBox);
    for (const peer of rest) drawn.target.set(peer.id, id);
    const label = own.length > 0 ? `${rest.length} more peers` : `${rest.length} peers`;
    const none = { risk: null, filter: '', alert: null, bands: null };
    drawn.nodes.push({ id, kind: 'outside', label, detail: '', box, ...none });
  }
  if (choice.grouped && peers.length > 0) {
    const folded = rest.length > 0;
    drawn.boxes.push({ key: outsideBox, label: 'Outside', members: peers.length, outside: true, folded });
  }
}

function foldGroups(
  graph: { nodes: readonly GraphNode[]; groups: readonly GraphGroup[] },
  choice: GraphChoice,
  drawn: FoldedGraph,
): void {
  const labels = new Map(graph.groups.map((group) => [group.key, group.label]));
  const atFirst = listFoldedAtFirst(graph.nodes);
  const members = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    if (node.kind !== 'subject') continue;
    members.set(node.group, [...(members.get(node.group) ?? []), node]);
  }
  // Without groups only a large fleet is folded, and more of its worst stand by themselves.
  const foldable = choice.grouped || (members.get('')?.length ?? 0) > largeFleet;
  const most = choice.grouped ? standingOfGroup : standing;
  const urgent = listUrgent(graph.nodes, atFirst);
  for (const [key, list] of members) {
    const label = labels.get(key) ?? key;
    const name = key === '' ? allGroup : key;
    const fold = foldable && atFirst.has(key) !== choice.turned.has(name);
    const worst = list.toSorted((a, b) => (b.risk ?? -1) - (a.risk ?? -1));
    // Who folds a group by hand means all of it.
    const worstOnes = fold ? new Set(worst.filter((node) => urgent.has(node)).slice(0, most)) : null;
    const own =
      worstOnes === null ? list : worst.filter((node) => worstOnes.has(node) || choice.shown?.has(node.id) === true);
    const rest = fold ? worst.filter((node) => !own.includes(node)) : [];
    for (const node of own) {
      drawn.nodes.push(drawOne(node, choice.grouped ? key : ''));
      drawn.target.set(node.id, node.id);
    }
    if (rest.length > 0) {
      const id = `group:${name}`;
      drawn.folded.add(name);
      for (const node of rest) drawn.target.set(node.id, id);
      drawn.nodes.push({
        id,
        kind: 'group',
        label: own.length > 0 ? `${rest.length} more` : label || 'All VMs',
        detail: `${rest.length} VMs`,
        risk: worstOf(rest),
        box: own.length > 0 ? key : '',
        filter: groupFilter(rest),
        alert: null,
        bands: countBands(rest),
      });
    }
    if (choice.grouped && own.length > 0)
      drawn.boxes.push({ key, label, members: list.length, outside: false, folded: rest.length > 0 });
  }
}

/** The worst members of the groups that are folded at first. */
function listUrgent(nodes: readonly GraphNode[], folded: ReadonlySet<string>): ReadonlySet<GraphNode> {
  const raisedOnes = nodes.filter(
    (node) => node.kind === 'subject' && folded.has(node.group) && (node.risk ?? 0) >= raised,
  );
  return new Set(raisedOnes.toSorted((a, b) => (b.risk ?? 0) - (a.risk ?? 0)).slice(0, standing));
}

function foldServices(
  all: readonly GraphNode[],
  choice: GraphChoice,
  hosts: ReadonlyMap<string, string>,
  weights: ReadonlyMap<string, { alert: number; bytes: number }>,
  drawn: FoldedGraph,
): void {
  const offered = new Map<string, GraphNode[]>();
  for (const node of all) {
    if (node.kind !== 'service') continue;
    const host = hosts.get(node.id) ?? '';
    const place = drawn.target.get(host);
    // A service folds with the VM that offers it.
    if (place !== undefined && place !== host) drawn.target.set(node.id, place);
    else offered.set(host, [...(offered.get(host) ?? []), node]);
  }
  for (const [host, services] of offered) {
    const id = `more:${host}`;
    const fold = services.length > mostServices && !choice.turned.has(id);
    const ranked = services.toSorted((a, b) => {
      const asked = Number(choice.shown?.has(b.id) ?? false) - Number(choice.shown?.has(a.id) ?? false);
      if (asked !== 0) return asked;
      const [left, right] = [weights.get(a.id), weights.get(b.id)];
      return (right?.alert ?? 0) - (left?.alert ?? 0) || (right?.bytes ?? 0) - (left?.bytes ?? 0);
    });
    const own = fold ? ranked.slice(0, mostServices - 1) : services;
    for (const node of own) {
      drawn.nodes.push(drawOne(node, ''));
      drawn.target.set(node.id, node.id);
    }
    const rest = services.length - own.length;
    if (rest === 0) continue;
    for (const node of ranked.slice(mostServices - 1)) drawn.target.set(node.id, id);
    const none = { risk: null, box: '', filter: '', alert: null, bands: null };
    const detail = own[0]?.detail ?? '';
    drawn.nodes.push({ id, kind: 'service', label: `${rest} more`, detail, ...none });
  }
}
