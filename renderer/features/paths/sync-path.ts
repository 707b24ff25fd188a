import type { Core, ElementDefinition } from 'cytoscape';
import { drawNodeImage } from '../graph/node-image.ts';
import type { PaletteColours } from '../graph/palette-colours.ts';
import { type DrawnPath, internetNode } from './lay-path.ts';

/** Brings the path that lies over the drawing to what it should be; null takes it away. */
export function syncPath(graph: Core, path: DrawnPath | null, colours: PaletteColours): void {
  graph.batch(() => {
    graph.elements('.path').remove();
    if (path === null) return;
    const added: ElementDefinition[] = [];
    if (path.outside !== null) {
      const facts = { label: 'Internet', detail: '', risk: null, box: '', filter: '', alert: null, bands: null };
      added.push({
        group: 'nodes',
        classes: 'path',
        position: { ...path.outside },
        data: {
          id: internetNode,
          kind: 'outside',
          label: 'Internet',
          image: drawNodeImage({ id: internetNode, kind: 'outside', ...facts }, colours),
          width: 42,
        },
      });
    }
    for (const { id, from, to, step, numbered, observed, curve } of path.lines) {
      added.push({
        group: 'edges',
        classes: 'path',
        data: {
          id,
          source: from,
          target: to,
          step,
          observed,
          label: numbered ? String(step + 1) : '',
          width: 2.6,
          curved: curve !== null,
          distances: curve?.distances ?? [],
          weights: curve?.weights ?? [],
        },
      });
    }
    graph.add(added);
  });
}
