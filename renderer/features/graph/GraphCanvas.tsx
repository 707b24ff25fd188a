import cytoscape, { type CollectionReturnValue, type Core } from 'cytoscape';
import { Maximize, Minus, Plus } from 'lucide-react';
import { type JSX, useEffect, useRef } from 'react';
import { IconButton } from '../../ui/IconButton.tsx';
import { useDrawnTheme } from '../frame/theme.ts';
import { type DrawnPath, internetNode } from '../paths/lay-path.ts';
import { syncPath } from '../paths/sync-path.ts';
import { GraphBoxes, moveBoxes } from './GraphBoxes.tsx';
import { buildGraphStyle, scaleText } from './graph-style.ts';
import type { GraphView } from './graph-view.ts';
import type { Position } from './group-layout.ts';
import { readPaletteColours } from './palette-colours.ts';
import { syncElements } from './sync-elements.ts';
import './graph.css';

// It warns where two ends of an edge overlap, which a dragged node may well do.
cytoscape.warnings(false);

/** Smaller than this, texts cover what they name. */
const readable = 0.75;

/** What of the graph is chosen; both null for nothing. */
export interface GraphChosen {
  node: string | null;
  edge: string | null;
}

function showChosen(graph: Core, { node, edge }: GraphChosen, path: DrawnPath | null): void {
  graph.batch(() => {
    graph.elements().removeClass('chosen near dim onpath');
    const onPath = graph.nodes().filter((other) => path?.nodes.has(other.id()) === true);
    const walked = graph.elements('.path').union(onPath);
    walked.nodes().addClass('onpath');
    const element = graph.getElementById(node ?? edge ?? '');
    if (element.empty()) {
      if (path !== null) graph.elements().difference(walked).addClass('dim');
      return;
    }
    const around =
      node === null
        ? element.union(
            graph
              .edges()
              .filter((other) => other.id() === edge)
              .connectedNodes(),
          )
        : graph
            .nodes()
            .filter((other) => other.id() === node)
            .closedNeighborhood();
    graph.elements().difference(around).difference(walked).addClass('dim');
    around.difference(element).difference(graph.elements('.path')).addClass('near');
    element.addClass('chosen');
  });
}

/** True where part of a path lies outside of what is seen. */
function isCut(graph: Core, ends: CollectionReturnValue): boolean {
  const { x1, y1, x2, y2 } = graph.extent();
  const right = x2 - measureCovered(graph) / graph.zoom();
  const box = ends.boundingBox({ includeLabels: false, includeOverlays: false });
  return ends.nonempty() && (box.x1 < x1 || box.x2 > right || box.y1 < y1 || box.y2 > y2);
}

/** Brings a path into sight: with the whole graph where that can still be read, else by itself. */
function showPath(graph: Core, path: DrawnPath): void {
  const ends = graph.nodes().filter((node) => node.hasClass('path') || path.nodes.has(node.id()));
  if (graph.zoom() >= readable && !isCut(graph, ends)) return;
  fit(graph, graph.elements());
  if (graph.zoom() < readable) fit(graph, ends);
}

/** Pixels at the right of the drawing that a pane lies over, as it does in narrow windows. */
function measureCovered(graph: Core): number {
  const holder = graph.container();
  const side = holder?.closest('.graph-page')?.querySelector('.inspector');
  if (holder === null || side === null || side === undefined) return 0;
  return Math.max(0, holder.getBoundingClientRect().right - side.getBoundingClientRect().left);
}

function fit(graph: Core, elements: CollectionReturnValue): void {
  if (elements.empty()) return;
  const padding = 46;
  const covered = measureCovered(graph);
  const box = elements.boundingBox({});
  const [width, height] = [graph.width() - covered - 2 * padding, graph.height() - 2 * padding];
  // A handful of nodes blown up to the pane's size helps nobody.
  const zoom = Math.min(1.1, width / Math.max(1, box.w), height / Math.max(1, box.h));
  const kept = Math.max(graph.minZoom(), zoom);
  graph.viewport({
    zoom: kept,
    pan: {
      x: padding + width / 2 - (kept * (box.x1 + box.x2)) / 2,
      y: padding + height / 2 - (kept * (box.y1 + box.y2)) / 2,
    },
  });
}

/** Draws a graph: groups as boxes, nodes by kind and risk, edges by bytes. The list twin holds the same for keyboards. */
export function GraphCanvas(props: {
  view: GraphView;
  /** The view of the whole session, which the boxes are drawn for. */
  wholeView: GraphView;
  places: ReadonlyMap<string, Position>;
  /** Changes when the picture as a whole is another one, and is fitted anew. */
  picture: string;
  chosen: GraphChosen;
  /** The attack path that lies over the drawing. */
  path: DrawnPath | null;
  /** Ids of edges that a draft would deny. */
  broken: ReadonlySet<string>;
  onChoose: (chosen: GraphChosen) => void;
  /** A step of the path was clicked, by its number from 0. */
  onStep: (step: number) => void;
  onOpen: (node: string) => void;
  onFold: (group: string) => void;
  onMove: (node: string, place: Position) => void;
  label: string;
}): JSX.Element {
  const { view, places, picture, chosen, path, broken } = props;
  const holder = useRef<HTMLDivElement>(null);
  const back = useRef<HTMLDivElement>(null);
  const front = useRef<HTMLDivElement>(null);
  const graph = useRef<Core | null>(null);
  const fitted = useRef('');
  const walked = useRef('');
  const theme = useDrawnTheme();
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (holder.current === null) return undefined;
    const core = cytoscape({
      container: holder.current,
      minZoom: 0.08,
      maxZoom: 3,
      boxSelectionEnabled: false,
      autounselectify: true,
      style: [],
    });
    core.on('tap', (event) => {
      const { onChoose, onStep } = latest.current;
      if (event.target === core) onChoose({ node: null, edge: null });
      else if (event.target.hasClass('path')) {
        if (event.target.isEdge()) onStep(Number(event.target.data('step')));
      } else if (event.target.isNode()) onChoose({ node: event.target.id(), edge: null });
      else onChoose({ node: null, edge: event.target.id() });
    });
    core.on('dbltap', 'node', (event) => {
      if (event.target.id() !== internetNode) latest.current.onOpen(event.target.id());
    });
    core.on('dragfree', 'node', (event) => latest.current.onMove(event.target.id(), { ...event.target.position() }));
    core.on('mouseover', 'node', (event) => event.target.connectedEdges().addClass('near'));
    core.on('mouseout', 'node', () => showChosen(core, latest.current.chosen, latest.current.path));
    let drawnScale = 1;
    core.on('zoom', () => {
      const scale = scaleText(core.zoom());
      if (Math.abs(scale - drawnScale) < 0.02) return;
      drawnScale = scale;
      core.style().update();
    });
    core.on('viewport', () => moveBoxes([back.current, front.current], core.pan(), core.zoom()));
    graph.current = core;
    fitted.current = '';
    const observer = new ResizeObserver(() => core.resize());
    observer.observe(holder.current);
    return () => {
      observer.disconnect();
      core.destroy();
      graph.current = null;
    };
  }, []);

  useEffect(() => {
    const core = graph.current;
    if (core === null) return;
    const colours = readPaletteColours(theme);
    core.style(buildGraphStyle(colours));
    syncElements(core, view, places, colours);
    core.edges().forEach((edge) => {
      edge.toggleClass('broken', broken.has(edge.id()));
    });
    syncPath(core, path, colours);
    showChosen(core, latest.current.chosen, path);
    if (fitted.current !== picture && view.nodes.some((node) => places.has(node.id))) {
      fitted.current = picture;
      fit(core, core.elements());
    }
    // Live changes draw the same path again and again: only another one may move the picture.
    const drawn = path === null || path.lines.length === 0 ? null : path;
    if (drawn !== null && walked.current !== drawn.key) showPath(core, drawn);
    walked.current = drawn?.key ?? '';
    moveBoxes([back.current, front.current], core.pan(), core.zoom());
  }, [view, places, picture, theme, path, broken]);
  useEffect(() => {
    if (graph.current !== null) showChosen(graph.current, chosen, latest.current.path);
  }, [chosen]);
  useEffect(() => {
    // Labels measured with a fallback face would stand off once the bundled one is there.
    void document.fonts.ready.then(() => graph.current?.style().update());
  }, []);

  const zoomBy = (factor: number): void => {
    const core = graph.current;
    if (core === null) return;
    core.zoom({ level: core.zoom() * factor, renderedPosition: { x: core.width() / 2, y: core.height() / 2 } });
  };
  return (
    <div className="graph-canvas">
      <GraphBoxes layer={back} boxes={props.wholeView.boxes} view={props.wholeView} places={places} onFold={null} />
      <div ref={holder} className="graph-holder" role="img" aria-label={props.label} />
      <GraphBoxes
        layer={front}
        boxes={props.wholeView.boxes}
        view={props.wholeView}
        places={places}
        onFold={props.onFold}
      />
      <div className="graph-zoom">
        <IconButton label="Nearer" onClick={() => zoomBy(1.3)}>
          <Plus size={15} aria-hidden="true" />
        </IconButton>
        <IconButton label="Farther" onClick={() => zoomBy(1 / 1.3)}>
          <Minus size={15} aria-hidden="true" />
        </IconButton>
        <IconButton
          label="Show all"
          onClick={() => {
            if (graph.current !== null) fit(graph.current, graph.current.elements());
          }}
        >
          <Maximize size={14} aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  );
}
