import { useMemo } from 'react';
import type { TimeWindow } from '../../../shared/units.ts';
import type { AttackPathView } from '../../../shared/contract/paths.ts';
import { useEngineQuery } from '../../data/queries.ts';
import { listPathNodes } from '../paths/path-nodes.ts';
import { type BrokenDependency, listBrokenNodes } from './find-broken.ts';
import { buildGraphView, type GraphNode, type GraphView } from './graph-view.ts';
import type { Grouping } from './graph-search.ts';

/** A graph as it is drawn, and what it was made of. */
export interface DrawnGraph {
  view: GraphView | null;
  /** The same with the edges of the whole session: what places are found for, so that no window moves a node. */
  wholeView: GraphView | null;
  /** All nodes, those in folded groups too. */
  nodes: readonly GraphNode[];
  foldedPeers: number;
  /** Edges seen in the window, and those of the session that were not. */
  shown: number;
  hidden: number;
  error: Error | null;
  retry: () => void;
}

/**
 * Asks for the whole session, whose nodes give every window the same picture, and for the window, whose edges are
 * drawn. What a path leads over, and what a draft would deny, stands by itself in both, whatever is folded.
 */
export function useGraph(
  session: string,
  group: Grouping,
  window: TimeWindow | null,
  choice: {
    turned: ReadonlySet<string>;
    services: boolean;
    outside: boolean;
    path: AttackPathView | null;
    broken: readonly BrokenDependency[];
  },
): DrawnGraph {
  const whole = useEngineQuery('graph.get', { session, group }, { keep: true });
  const part = useEngineQuery(
    'graph.get',
    { session, group, ...(window === null ? {} : { window }) },
    { keep: true, enabled: window !== null },
  );
  const edges = window === null ? whole.data?.edges : part.data?.edges;
  const { turned, services, outside, path, broken } = choice;
  const [view, wholeView] = useMemo((): [GraphView | null, GraphView | null] => {
    if (whole.data === undefined) return [null, null];
    const known = new Set(whole.data.nodes.map((node) => node.id));
    // A window may fold peers differently; what only it knows is drawn too, so that no edge of it is lost.
    const more = window === null ? [] : (part.data?.nodes.filter((node) => !known.has(node.id)) ?? []);
    const nodes = [...whole.data.nodes, ...more];
    const { groups } = whole.data;
    const shown: ReadonlySet<string> = new Set([
      ...(path === null ? [] : listPathNodes(path, nodes)),
      ...listBrokenNodes(broken, nodes),
    ]);
    const drawn = { grouped: group !== 'none', turned, services, outside, shown };
    const all = buildGraphView({ nodes, edges: whole.data.edges, groups }, drawn);
    return [window === null ? all : buildGraphView({ nodes, edges: edges ?? [], groups }, drawn), all];
  }, [whole.data, part.data, edges, window, group, turned, services, outside, path, broken]);
  const error = whole.error ?? part.error;
  return {
    view,
    wholeView,
    nodes: whole.data?.nodes ?? [],
    foldedPeers: whole.data?.foldedPeers ?? 0,
    shown: edges?.length ?? 0,
    hidden: window === null ? 0 : Math.max(0, (whole.data?.edges.length ?? 0) - (edges?.length ?? 0)),
    error,
    retry: () => void whole.refetch(),
  };
}
