import { outsideBox } from './fold-graph.ts';
import type { GraphView, ViewNode } from './graph-view.ts';

/** Where a node's middle stands, in pixels of the drawing. */
export interface Position {
  x: number;
  y: number;
}

/** Room of a node with its label; columns of one box stand further apart, for the services between them. */
const cell = { width: 116, height: 88, step: 186 };
const padding = { top: 22, side: 14, bottom: 12 };
const gutter = { x: 104, y: 42 };
const serviceHeight = 28;
/** Services of one VM that a row leaves room for; further ones come closer to the row above. */
const mostServices = 7;

interface Block {
  key: string;
  nodes: ViewNode[];
  columns: number;
  width: number;
  height: number;
  rowHeight: number;
  rank: number;
}

function buildBlock(
  key: string,
  nodes: ViewNode[],
  rank: number,
  most: number,
  services: ReadonlyMap<string, number>,
): Block {
  const offered = nodes.reduce((top, node) => Math.max(top, services.get(node.id) ?? 0), 0);
  const rowHeight = cell.height + Math.max(0, Math.min(offered, mostServices) - 2) * serviceHeight;
  const columns = Math.max(1, Math.ceil(nodes.length / (key === outsideBox ? most + 2 : most)));
  const rows = Math.ceil(nodes.length / columns);
  return {
    key,
    nodes,
    columns,
    rank,
    rowHeight,
    width: cell.width + (columns - 1) * cell.step + 2 * padding.side,
    height: rows * rowHeight + padding.top + padding.bottom,
  };
}

/** How many steps each node stands from outside, following the edges; nodes never reached stand last. */
function measureDepths(view: GraphView): Map<string, number> {
  const next = new Map<string, string[]>();
  for (const edge of view.edges) {
    const list = next.get(edge.from);
    if (list === undefined) next.set(edge.from, [edge.to]);
    else list.push(edge.to);
  }
  const depths = new Map<string, number>();
  const reached = new Set(view.edges.map((edge) => edge.to));
  const sources = view.nodes.filter((node) => node.kind === 'outside');
  const starts = sources.length > 0 ? sources : view.nodes.filter((node) => !reached.has(node.id));
  let frontier = starts.map((node) => node.id);
  for (const id of frontier) depths.set(id, 0);
  for (let depth = 1; frontier.length > 0; depth++) {
    const following: string[] = [];
    for (const id of frontier)
      for (const to of next.get(id) ?? []) {
        if (depths.has(to)) continue;
        depths.set(to, depth);
        following.push(to);
      }
    frontier = following;
  }
  return depths;
}

/** How many services each VM offers in the view. */
function countServices(view: GraphView): Map<string, number> {
  const services = new Set(view.nodes.filter((node) => node.kind === 'service').map((node) => node.id));
  const counts = new Map<string, number>();
  for (const { from, to } of view.edges) if (services.has(from)) counts.set(to, (counts.get(to) ?? 0) + 1);
  return counts;
}

function listBlocks(
  view: GraphView,
  depths: ReadonlyMap<string, number>,
  services: ReadonlyMap<string, number>,
  most: number,
): Block[] {
  const boxed = new Map<string, ViewNode[]>();
  for (const node of view.nodes) {
    if (node.kind === 'service') continue;
    const key =
      node.box !== '' ? node.box : node.kind === 'outside' ? outsideBox : node.kind === 'group' ? node.id : '';
    const list = boxed.get(key);
    if (list === undefined) boxed.set(key, [node]);
    else list.push(node);
  }
  const blocks: Block[] = [];
  for (const [key, nodes] of boxed) {
    // The worst first, what is folded last.
    const urgency = (node: ViewNode): number => (node.id.startsWith('group:') ? -2 : (node.risk ?? node.alert ?? -1));
    nodes.sort((a, b) => urgency(b) - urgency(a) || (a.label < b.label ? -1 : 1));
    const known = nodes.map((node) => depths.get(node.id)).filter((depth) => depth !== undefined);
    const rank = known.length === 0 ? 99 : known.reduce((sum, depth) => sum + depth, 0) / known.length;
    blocks.push(buildBlock(key, nodes, key === outsideBox ? -1 : rank, most, services));
  }
  return blocks.sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1));
}

/** Fills columns from left to right up to a height, outside alone in the first. */
function fillColumns(blocks: Block[], limit: number): Block[][] {
  const columns: Block[][] = [];
  let height = Number.POSITIVE_INFINITY;
  for (const block of blocks) {
    const column = columns.at(-1);
    const alone = column?.[0]?.key === outsideBox;
    if (column === undefined || alone || height + block.height > limit) {
      columns.push([block]);
      height = block.height + gutter.y;
    } else {
      column.push(block);
      height += block.height + gutter.y;
    }
  }
  return columns;
}

/** How large columns can be drawn in a pane one unit high. */
function measureFit(columns: Block[][], aspect: number): number {
  let width = 0;
  let height = 0;
  for (const column of columns) {
    width += gutter.x + column.reduce((most, block) => Math.max(most, block.width), 0);
    height = Math.max(
      height,
      column.reduce((sum, block) => sum + block.height + gutter.y, 0),
    );
  }
  return Math.min(aspect / Math.max(1, width), 1 / Math.max(1, height));
}

/** The columns that can be drawn largest: rows of a box and height of a column are tried in turn. */
function packColumns(view: GraphView, aspect: number): Block[][] {
  const depths = measureDepths(view);
  const services = countServices(view);
  let best: Block[][] = [];
  let bestFit = 0;
  for (let most = 2; most <= 12; most++) {
    const blocks = listBlocks(view, depths, services, most);
    const tallest = blocks.reduce((top, block) => Math.max(top, block.height), 0);
    for (let step = 0; step < 14; step++) {
      const columns = fillColumns(blocks, tallest * (1 + step * 0.25));
      const fit = measureFit(columns, aspect);
      if (fit > bestFit * 1.001) {
        best = columns;
        bestFit = fit;
      }
    }
  }
  return best;
}

/**
 * Places all nodes by group: outside at the left, then groups by how far they stand from it, each service beside the
 * VM that offers it. The same view always gives the same places. `aspect` is width by height of the pane.
 */
export function layoutGroups(view: GraphView, aspect: number): Map<string, Position> {
  const places = new Map<string, Position>();
  let left = 0;
  for (const column of packColumns(view, aspect)) {
    const width = column.reduce((most, block) => Math.max(most, block.width), 0);
    let top = 0;
    for (const block of column) {
      for (const [index, node] of block.nodes.entries()) {
        places.set(node.id, {
          x: left + padding.side + cell.width / 2 + (index % block.columns) * cell.step,
          // The VM stands low in its row: its services are stacked upwards beside it.
          y: top + padding.top + (Math.floor(index / block.columns) + 1) * block.rowHeight - 0.58 * cell.height,
        });
      }
      top += block.height + gutter.y;
    }
    left += width + gutter.x;
  }
  placeServices(view, places);
  return places;
}

/** Puts services that have no place yet left of what offers them, or beside who uses them. */
function placeServices(view: GraphView, places: Map<string, Position>): void {
  const services = new Set(view.nodes.filter((node) => node.kind === 'service').map((node) => node.id));
  const hosts = new Map<string, string>();
  const users = new Map<string, string>();
  for (const edge of view.edges) {
    if (services.has(edge.from) && !hosts.has(edge.from)) hosts.set(edge.from, edge.to);
    if (services.has(edge.to) && !users.has(edge.to)) users.set(edge.to, edge.from);
  }
  const taken = new Map<string, number>();
  for (const id of services) {
    if (places.has(id)) continue;
    const host = hosts.get(id);
    const anchor = host ?? users.get(id) ?? '';
    const at = places.get(anchor) ?? { x: 0, y: 0 };
    const side = host === undefined ? 1 : -1;
    const count = taken.get(anchor) ?? 0;
    taken.set(anchor, count + 1);
    // Upwards from its own level: below stands the name of the VM.
    const shift = -count * serviceHeight;
    places.set(id, { x: at.x + (side * cell.step) / 2, y: at.y + shift });
  }
}

/** Known nodes keep their places; new ones come in beside their group, or near what they talk with. */
export function keepPlaces(
  view: GraphView,
  known: ReadonlyMap<string, Position>,
  aspect: number,
): Map<string, Position> {
  const wanted = view.nodes.filter((node) => node.kind !== 'service');
  const places = new Map<string, Position>();
  for (const node of view.nodes) {
    const place = known.get(node.id);
    if (place !== undefined) places.set(node.id, place);
  }
  const missing = wanted.filter((node) => !places.has(node.id));
  if (missing.length > wanted.length / 2) return layoutGroups(view, aspect);
  const strangers = new Map<string, ViewNode[]>();
  for (const node of missing) {
    const mate = wanted.find((other) => other.box === node.box && node.box !== '' && known.has(other.id));
    const from = mate === undefined ? undefined : places.get(mate.id);
    if (from !== undefined) places.set(node.id, findFree(places, from));
    else strangers.set(node.box, [...(strangers.get(node.box) ?? []), node]);
  }
  for (const nodes of strangers.values()) placeBlock(places, nodes);
  placeServices(view, places);
  return places;
}

/** Sets a group of which nothing was placed yet right of all that is. */
function placeBlock(places: Map<string, Position>, nodes: ViewNode[]): void {
  let right = 0;
  for (const place of places.values()) right = Math.max(right, place.x);
  const left = right + cell.width + gutter.x;
  const columns = Math.ceil(Math.sqrt(nodes.length));
  for (const [index, node] of nodes.entries())
    places.set(node.id, {
      x: left + (index % columns) * cell.step,
      y: padding.top + (Math.floor(index / columns) + 0.42) * cell.height,
    });
}

function findFree(places: ReadonlyMap<string, Position>, start: Position): Position {
  const occupied = [...places.values()];
  for (let step = 0; step < 400; step++) {
    const candidate = { x: start.x, y: start.y + step * cell.height };
    const free = occupied.every(
      (place) =>
        Math.abs(place.x - candidate.x) > cell.width * 0.6 || Math.abs(place.y - candidate.y) > cell.height * 0.8,
    );
    if (free) return candidate;
  }
  return start;
}

/** The rectangle around the members of a box; `highest` is where the uppermost of their services stands. */
export function frameBox(
  places: Position[],
  highest: number,
): { x: number; y: number; width: number; height: number } | null {
  const [first] = places;
  if (first === undefined) return null;
  const edge = { left: first.x, right: first.x, top: first.y, bottom: first.y };
  for (const place of places) {
    edge.left = Math.min(edge.left, place.x);
    edge.right = Math.max(edge.right, place.x);
    edge.top = Math.min(edge.top, place.y);
    edge.bottom = Math.max(edge.bottom, place.y);
  }
  const x = edge.left - cell.width / 2 - padding.side;
  const y = Math.min(edge.top - cell.height * 0.42 - padding.top + 8, highest - serviceHeight * 0.7);
  return {
    x,
    y,
    width: edge.right + cell.width / 2 + padding.side - x,
    height: edge.bottom + cell.height * 0.58 + padding.bottom - y - 8,
  };
}
