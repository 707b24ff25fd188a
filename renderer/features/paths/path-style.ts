import type { EdgeSingular, StylesheetJson } from 'cytoscape';
import type { PaletteColours } from '../graph/palette-colours.ts';

/** How a path is drawn over a graph: in the colour of text on a halo, its steps numbered, what was never seen dashed. */
export function buildPathStyle(colours: PaletteColours, scaleText: (zoom: number) => number): StylesheetJson {
  return [
    {
      selector: 'edge.path',
      style: {
        'line-color': colours.text,
        'line-opacity': 1,
        'target-arrow-shape': 'triangle',
        'target-arrow-color': colours.text,
        'arrow-scale': 0.9,
        'underlay-color': colours.bg,
        'underlay-opacity': 1,
        'underlay-padding': 3,
        // Over nodes too, or their labels would hide its numbers.
        'z-compound-depth': 'top',
        label: 'data(label)',
        'font-family': 'IBM Plex Sans, system-ui, sans-serif',
        'font-size': (edge: EdgeSingular) => 11 * scaleText(edge.cy().zoom()),
        'font-weight': 600,
        color: colours.bg,
        'text-background-color': colours.text,
        'text-background-opacity': 1,
        'text-background-shape': 'circle',
        'text-background-padding': '4px',
        'min-zoomed-font-size': 0,
      },
    },
    { selector: 'edge.path[!observed]', style: { 'line-style': 'dashed', 'line-dash-pattern': [8, 5] } },
    {
      selector: 'node.onpath',
      style: { color: colours.text, 'font-weight': 600, 'min-zoomed-font-size': 0, 'z-compound-depth': 'top' },
    },
    { selector: 'node[kind = "service"].onpath', style: { 'border-color': colours.text, 'border-width': 2 } },
  ];
}
