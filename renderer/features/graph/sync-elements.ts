import type { Core, ElementDefinition } from 'cytoscape';
import { bandOf } from '../../ui/risk-band.ts';
import { curveEdge } from './edge-curve.ts';
import { type GraphView, measureEdge, type ViewEdge, type ViewNode } from './graph-view.ts';
import type { Position } from './group-layout.ts';
import { drawNodeImage } from './node-image.ts';
import { measureService, writeCanvasText, writeNodeLabel } from './node-label.ts';
import type { PaletteColours } from './palette-colours.ts';

function describeNode(node: ViewNode, colours: PaletteColours): Record<string, unknown> {
  const worst = node.kind === 'outside' ? node.alert : node.risk;
  const service = node.kind === 'service';
  return {
    id: node.id,
    kind: node.kind,
    label: service ? writeCanvasText(node.label) : writeNodeLabel(node),
    image: service ? 'none' : drawNodeImage(node, colours),
    raised: worst !== null && bandOf(worst) !== 'low',
    width: service ? measureService(node.label) : 42,
  };
}

function describeEdge(edge: ViewEdge, places: ReadonlyMap<string, Position>, curved: boolean): Record<string, unknown> {
  const from = places.get(edge.from);
  const to = places.get(edge.to);
  const curve = !curved || from === undefined || to === undefined ? null : curveEdge(from, to);
  return {
    id: edge.id,
    source: edge.from,
    target: edge.to,
    width: measureEdge(edge.bytes) + (edge.alert === null ? 0 : 0.6),
    raised: edge.alert !== null,
    curved: curve !== null,
    distances: curve?.distances ?? [],
    weights: curve?.weights ?? [],
  };
}

/** Brings the drawing to what the view says, touching only what changed; new nodes appear at their places. */
export function syncElements(
  graph: Core,
  view: GraphView,
  places: ReadonlyMap<string, Position>,
  colours: PaletteColours,
): void {
  const nodes = view.nodes.filter((node) => places.has(node.id));
  const drawn = new Set(nodes.map((node) => node.id));
  const edges = view.edges.filter((edge) => drawn.has(edge.from) && drawn.has(edge.to));
  const wanted = new Set([...drawn, ...edges.map((edge) => edge.id)]);
  graph.batch(() => {
    graph.elements().forEach((element) => {
      if (!wanted.has(element.id()) && !element.hasClass('path')) element.remove();
    });
    const added: ElementDefinition[] = [];
    for (const node of nodes) {
      const data = describeNode(node, colours);
      const position = { ...(places.get(node.id) ?? { x: 0, y: 0 }) };
      const known = graph.getElementById(node.id);
      if (known.empty()) added.push({ group: 'nodes', data, position });
      else known.data(data).position(position);
    }
    for (const edge of edges) {
      const data = describeEdge(edge, places, view.boxes.length > 0 || view.folded.size > 0);
      const known = graph.getElementById(edge.id);
      if (known.empty()) added.push({ group: 'edges', data });
      else known.data(data);
    }
    graph.add(added);
  });
}
