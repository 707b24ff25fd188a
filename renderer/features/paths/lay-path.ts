import type { AttackPathView } from '../../../shared/contract/paths.ts';
import { type EdgeCurve, curveEdge } from '../graph/edge-curve.ts';
import type { GraphView } from '../graph/graph-view.ts';
import type { Position } from '../graph/group-layout.ts';
import { findService, internet } from './path-nodes.ts';

/** Id of the node that stands for anybody outside, which the graph itself does not have. */
export const internetNode = 'path:internet';
/** How far left of everything else it stands. */
const apart = 170;

/** One line of a drawn path: a whole step, or the half of it that leads to or from the box of its service. */
export interface PathLine {
  id: string;
  from: string;
  to: string;
  /** Number of its step, from 0. */
  step: number;
  /** The line that carries the step's number. */
  numbered: boolean;
  observed: boolean;
  curve: EdgeCurve | null;
}

/** A path as it is drawn over the graph. */
export interface DrawnPath {
  /** Changes when another path is drawn. */
  key: string;
  /** Where the Internet stands, null where the path begins on a VM. */
  outside: Position | null;
  /** Ids of the graph's nodes it leads over. */
  nodes: ReadonlySet<string>;
  lines: readonly PathLine[];
}

/** Lays a path over the nodes of a graph, by way of services' boxes where they are drawn. */
export function layPath(path: AttackPathView, view: GraphView, places: ReadonlyMap<string, Position>): DrawnPath {
  const drawn = new Set(view.nodes.filter(({ id }) => places.has(id)).map(({ id }) => id));
  const curved = view.boxes.length > 0 || view.folded.size > 0;
  const outside = path.start === internet ? placeInternet(path, places, drawn) : null;
  const placeOf = (id: string): Position | undefined => (id === internetNode ? (outside ?? undefined) : places.get(id));
  const nodes = new Set<string>();
  const lines: PathLine[] = [];
  for (const [step, { from, to, service, port, observed }] of path.steps.entries()) {
    const box = findService(view.nodes, { to, service, port });
    const stops = [from === internet ? internetNode : from, ...(box === undefined ? [] : [box.id]), to];
    const shown = stops.filter((id) => drawn.has(id) || (id === internetNode && outside !== null));
    for (const id of shown) if (id !== internetNode) nodes.add(id);
    for (const [at, end] of shown.entries()) {
      const begin = shown[at - 1];
      const [here, there] = [placeOf(begin ?? ''), placeOf(end)];
      if (begin === undefined || here === undefined || there === undefined) continue;
      lines.push({
        id: `path:${step}:${at}`,
        from: begin,
        to: end,
        step,
        numbered: at === 1,
        observed,
        curve: curved ? curveEdge(here, there) : null,
      });
    }
  }
  return { key: [path.start, ...path.steps.map(({ to, port }) => `${to} ${port}`)].join(' '), outside, nodes, lines };
}

function placeInternet(
  path: AttackPathView,
  places: ReadonlyMap<string, Position>,
  drawn: ReadonlySet<string>,
): Position | null {
  const moved = places.get(internetNode);
  if (moved !== undefined) return moved;
  const first = places.get(path.steps[0]?.to ?? '');
  if (first === undefined) return null;
  let left = first.x;
  for (const [id, { x }] of places) if (drawn.has(id)) left = Math.min(left, x);
  return { x: left - apart, y: first.y };
}
