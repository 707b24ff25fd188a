import cytoscape from 'cytoscape';
import fcose from 'cytoscape-fcose';
import type { Position } from './group-layout.ts';
import { spreadApart } from './spread-apart.ts';

/** A graph without groups to place: sizes in pixels, places that must be kept. */
export interface FreeLayoutRequest {
  nodes: { id: string; width: number; height: number }[];
  edges: { from: string; to: string }[];
  kept: [id: string, place: Position][];
}

cytoscape.use(fcose);

/** Places a graph by its springs, known nodes staying where they are; draft quality, without a display. */
export function layoutFreely(request: FreeLayoutRequest): [id: string, place: Position][] {
  const known = new Map(request.kept);
  const present = new Set(request.nodes.map((node) => node.id));
  const graph = cytoscape({
    headless: true,
    styleEnabled: true,
    style: [{ selector: 'node', style: { width: 'data(width)', height: 'data(height)' } }],
    elements: [
      ...request.nodes.map((node) => ({
        group: 'nodes' as const,
        data: { ...node },
        position: { ...(known.get(node.id) ?? { x: 0, y: 0 }) },
      })),
      ...request.edges
        .filter((edge) => present.has(edge.from) && present.has(edge.to))
        .map((edge, index) => ({
          group: 'edges' as const,
          data: { id: `edge ${index}`, source: edge.from, target: edge.to },
        })),
    ],
  });
  const fixed = [...known].filter(([id]) => present.has(id)).map(([nodeId, position]) => ({ nodeId, position }));
  const options = {
    name: 'fcose',
    // Draft takes milliseconds where the default takes seconds; small graphs and those with kept places get the better.
    quality: fixed.length > 0 || request.nodes.length <= 120 ? 'default' : 'draft',
    randomize: fixed.length === 0,
    animate: false,
    fit: false,
    nodeSeparation: 110,
    idealEdgeLength: 110,
    nodeRepulsion: 9000,
    packComponents: false,
    numIter: 600,
    ...(fixed.length > 0 ? { fixedNodeConstraint: fixed } : {}),
  };
  graph.layout(options).run();
  const places = graph.nodes().map((node): [string, Position] => [node.id(), { ...node.position() }]);
  graph.destroy();
  const width = request.nodes.reduce((most, node) => Math.max(most, node.width), 0);
  const height = request.nodes.reduce((most, node) => Math.max(most, node.height), 0);
  return spreadApart(places, new Set(known.keys()), width, height);
}
