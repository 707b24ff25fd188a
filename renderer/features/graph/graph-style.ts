import type { EdgeSingular, NodeSingular, StylesheetJson } from 'cytoscape';
import { imageSize } from './node-image.ts';
import { buildPathStyle } from '../paths/path-style.ts';
import type { PaletteColours } from './palette-colours.ts';

const sans = 'IBM Plex Sans, system-ui, sans-serif';
const mono = 'IBM Plex Mono, ui-monospace, monospace';

/**
 * How much larger texts are drawn than they would be at a zoom, so that none is smaller than 11 pixels on screen; far
 * out they would cover each other, so from there on only the marked ones are shown.
 */
export function scaleText(zoom: number): number {
  return Math.min(2.2, Math.max(1, 1 / zoom));
}

/** How nodes and edges are drawn, in the colours of the theme. */
export function buildGraphStyle(colours: PaletteColours): StylesheetJson {
  const textSize = (node: NodeSingular): number => 11 * scaleText(node.cy().zoom());
  const serviceWidth = (node: NodeSingular): number => Number(node.data('width')) * scaleText(node.cy().zoom());
  const serviceHeight = (node: NodeSingular): number => 19 * scaleText(node.cy().zoom());
  return [
    {
      selector: 'node',
      style: {
        shape: 'ellipse',
        width: 42,
        height: 42,
        'background-opacity': 0,
        'background-image': 'data(image)',
        'background-width': imageSize,
        'background-height': imageSize,
        'background-clip': 'none',
        'bounds-expansion': '14px 14px 14px 14px',
        label: 'data(label)',
        'font-family': sans,
        'font-size': textSize,
        color: colours.textSecond,
        'text-valign': 'bottom',
        'text-margin-y': 5,
        'text-wrap': 'wrap',
        'text-background-color': colours.bg,
        'text-background-opacity': 0.7,
        'text-background-padding': '1px',
        'overlay-opacity': 0,
        'min-zoomed-font-size': 10.5,
      },
    },
    { selector: 'node[?raised]', style: { color: colours.text, 'font-weight': 500, 'min-zoomed-font-size': 0 } },
    {
      selector: 'node[kind = "service"]',
      style: {
        shape: 'round-rectangle',
        'background-image': 'none',
        'background-opacity': 1,
        'background-color': colours.raised,
        'border-width': 1,
        'border-color': colours.control,
        width: serviceWidth,
        height: serviceHeight,
        'font-family': mono,
        color: colours.text,
        'text-valign': 'center',
        'text-margin-y': 0,
        'text-background-opacity': 0,
        'bounds-expansion': '2px 2px 2px 2px',
      },
    },
    { selector: 'node[kind = "outside"]', style: { shape: 'hexagon', width: 36, height: 32 } },
    { selector: 'node[kind = "group"]', style: { shape: 'round-rectangle', width: 44, height: 38 } },
    {
      selector: 'edge',
      style: {
        width: 'data(width)',
        'line-color': colours.control,
        'line-opacity': 0.6,
        'curve-style': 'straight',
        'target-arrow-shape': 'none',
        'target-arrow-color': colours.text,
        'arrow-scale': 0.8,
        'overlay-opacity': 0,
      },
    },
    {
      selector: 'edge[?curved]',
      style: {
        'curve-style': 'unbundled-bezier',
        'edge-distances': 'node-position',
        'control-point-distances': 'data(distances)' as unknown as number[],
        'control-point-weights': 'data(weights)' as unknown as number[],
      },
    },
    { selector: 'edge[?raised]', style: { 'line-color': colours.textSecond, 'line-opacity': 0.9 } },
    { selector: '.dim', style: { opacity: 0.8 } },
    { selector: 'edge.dim', style: { 'line-opacity': 0.35 } },
    {
      selector: 'edge.near',
      style: { 'line-color': colours.text, 'line-opacity': 1, 'target-arrow-shape': 'triangle' },
    },
    {
      selector: 'edge.chosen',
      style: {
        'line-color': colours.accent,
        'line-opacity': 1,
        'target-arrow-shape': 'triangle',
        'target-arrow-color': colours.accent,
      },
    },
    {
      selector: 'edge.broken',
      style: {
        'line-style': 'dashed',
        'line-dash-pattern': [6, 4],
        'line-color': colours.deny,
        'line-opacity': 1,
        'target-arrow-shape': 'triangle',
        'target-arrow-color': colours.deny,
        label: '✕',
        'font-family': sans,
        'font-size': (edge: EdgeSingular) => 14 * scaleText(edge.cy().zoom()),
        'font-weight': 700,
        color: colours.deny,
        'text-background-color': colours.bg,
        'text-background-opacity': 1,
        'text-background-padding': '1px',
        'min-zoomed-font-size': 0,
      },
    },
    { selector: 'node.near', style: { color: colours.text, 'min-zoomed-font-size': 0 } },
    {
      selector: 'node.chosen',
      style: {
        'underlay-color': colours.accent,
        'underlay-opacity': 0.25,
        'underlay-padding': 5,
        'underlay-shape': 'ellipse',
        color: colours.text,
        'font-weight': 600,
        'min-zoomed-font-size': 0,
      },
    },
    {
      selector: 'node[kind = "service"].chosen',
      style: { 'border-color': colours.accent, 'border-width': 2, 'underlay-opacity': 0 },
    },
    ...buildPathStyle(colours, scaleText),
  ];
}
